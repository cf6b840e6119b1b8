package org.linuxkeyring.secrecy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.kernel.Backend;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.ScratchKeyring;
import org.linuxkeyring.testing.TestCertificates;

/** Once the keys that a program fetched are dropped and collected, its heap holds nothing of them. */
class HeapDumpIT {
    /** Enough to be no accident, and less than a secret, since an array may hold it with a byte more or less. */
    private static final int SLICE = 14;

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
                .options("-Xmx64m")
                .commandLine(UseAndForget.class, keyring, backend, dump.toString());
        Outcome outcome = Child.of(command)
                .input(Stream.of(certificate.getEncoded(), key.getEncoded(), password, raw, kept)
                        .map(Base64.getEncoder()::encodeToString)
                        .collect(Collectors.joining("\n", "", "\n")))
                .run();
        assertEquals(0, outcome.status(), outcome::toString);

        byte[] heap = Files.readAllBytes(dump);
        assertTrue(contains(heap, kept), "the dump does not show even what the program kept");
        secrets(key, password, raw).forEach((name, secret) -> {
            assertFalse(contains(heap, secret), () -> name + " is in the heap");
            assertFalse(contains(heap, reversed(secret)), () -> name + " is in the heap, in reverse");
        });
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Map<String, byte[]> secrets(RSAPrivateCrtKey key, byte[] password, byte[] raw) throws IOException {
        Map<String, byte[]> secrets = new LinkedHashMap<>();
        secrets.put("p", magnitude(key.getPrimeP()));
        secrets.put("q", magnitude(key.getPrimeQ()));
        secrets.put("d", magnitude(key.getPrivateExponent()));
        secrets.put("dP", magnitude(key.getPrimeExponentP()));
        secrets.put("dQ", magnitude(key.getPrimeExponentQ()));
        secrets.put("qInv", magnitude(key.getCrtCoefficient()));
        secrets.put("the password in bytes", password);
        secrets.put(
                "the password in chars",
                new String(password, StandardCharsets.US_ASCII).getBytes(StandardCharsets.UTF_16BE));
        secrets.put("the raw secret", raw);
        return secrets;
    }

    /** Without the sign byte, as BigInteger's own array and DER's INTEGER both hold it. */
    private static byte[] magnitude(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    private static boolean contains(byte[] heap, byte[] secret) {
        byte[] slice = Arrays.copyOfRange(secret, 4, 4 + SLICE);
        for (int i = 0; i <= heap.length - SLICE; i++) {
            if (heap[i] == slice[0] && Arrays.equals(heap, i, i + SLICE, slice, 0, SLICE)) {
                return true;
            }
        }
        return false;
    }
}
