package org.linuxkeyring.secrecy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.TestCertificates;

/** After the keys that a program fetched were dropped and collected, its heap contains no part of them. */
class HeapDumpIT {
    private final SecureRandom random = new SecureRandom();

    @ParameterizedTest
    @CsvSource({"@p, kernel", "@u, memory"})
    void aHeapDumpHoldsNoSecretOfKeysThatWereDropped(String keyring, String backend, @TempDir Path folder)
            throws Exception {
        ScratchKeyring.assumeAvailable(Backend.valueOf(backend.toUpperCase(Locale.ROOT)));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair.getPrivate();
        X509Certificate certificate = TestCertificates.chain(pair.getPublic(), 1)[0];
        byte[] password = Base64.getEncoder().encode(randomBytes(24));
        byte[] raw = randomBytes(32);
        byte[] kept = randomBytes(32);
        Path dump = folder.resolve("heap.hprof");

        List<String> command = ChildJvm.of(Jdk.installed().get(0))
                .classPath(List.of(Jars.all()))
                .options("-Xmx64m", HeapDump.NO_DEAD_OBJECTS)
                .commandLine(UseAndForget.class, keyring, backend, dump.toString());
        Outcome outcome = Child.of(command)
                .input(Stream.of(certificate.getEncoded(), key.getEncoded(), password, raw, kept)
                        .map(Base64.getEncoder()::encodeToString)
                        .collect(Collectors.joining("\n", "", "\n")))
                .run();
        assertEquals(0, outcome.status(), outcome::toString);

        HeapDump heap = HeapDump.of(dump);
        assertEquals(
                Set.of("kept"), heap.found(Map.of("kept", kept)), "the dump does not show even what the program kept");
        assertEquals(Set.of(), heap.found(secrets(key, password, raw)));
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Map<String, byte[]> secrets(RSAPrivateCrtKey key, byte[] password, byte[] raw) {
        Map<String, byte[]> secrets = HeapDump.secretsOf(key);
        secrets.put("the password in bytes", password);
        secrets.put(
                "the password in chars",
                new String(password, StandardCharsets.US_ASCII).getBytes(StandardCharsets.UTF_16BE));
        secrets.put("the raw secret", raw);
        return secrets;
    }
}
