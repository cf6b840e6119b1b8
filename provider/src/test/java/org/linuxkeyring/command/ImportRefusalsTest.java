package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** A file that cannot be imported is refused once, with the actual reason, and nothing is stored. */
class ImportRefusalsTest {
    private final CommandRun command = new CommandRun(() -> OpenBackend.of(Backend.MEMORY), Backend.MEMORY);

    @TempDir
    private Path folder;

    private void assertRefused(Path file, String reason) {
        assertEquals(1, command.run("import", file.toString(), "--keyring", "@u/refusals"));
        command.assertRefuses(reason);
        String name = file.toString();
        assertEquals(command.err().indexOf(name), command.err().lastIndexOf(name), command.err());
        assertFalse(command.err().contains("null") || command.err().contains("fault of the program"), command.err());
    }

    private Path copy(String name) throws Exception {
        Path file = folder.resolve(name);
        try (InputStream in = getClass().getResourceAsStream(name)) {
            Files.copy(in, file);
        }
        return file;
    }

    @ParameterizedTest
    @CsvSource({
        "certificates-only.p12, 'has certificates alone (2), of which none is marked as trusted'",
        "unencrypted-key-bag.p12, has keys that are not encrypted each by itself (1)",
        "truncated.p12, it breaks off"
    })
    void aPkcs12FileThatTheJdkCannotReadIsToldAsSuch(String name, String reason) throws Exception {
        command.typing("changeit");
        assertRefused(copy(name), reason);
    }

    @ParameterizedTest
    @CsvSource({
        "two-keys-of-one-name.p12, 'has 2 keys, of which the JDK reads 1'",
        "key-without-certificate.p12, has a private key without a certificate",
        "plain-and-encrypted-key.p12, has keys that are not encrypted each by itself (1)"
    })
    void aPkcs12FileOfWhichAKeyWouldBeLostIsRefused(String name, String reason) throws Exception {
        command.typing("changeit");
        assertRefused(copy(name), reason);
    }

    @Test
    void aKeyWithTheCertificateOfAnotherAlgorithmsKeyIsRefused() throws Exception {
        Certificate[] chain =
                TestCertificates.chain(TestKeys.pair("EC/secp256r1").getPublic(), 1);
        PrivateKey key = TestKeys.pair("RSA").getPrivate();
        for (String type : List.of("PKCS12", "JKS")) {
            KeyStore source = KeyStore.getInstance(type);
            source.load(null, null);
            source.setKeyEntry("web", key, "changeit".toCharArray(), chain);
            Path file = folder.resolve("mismatch." + type);
            try (OutputStream out = Files.newOutputStream(file)) {
                source.store(out, "changeit".toCharArray());
            }
            command.typing("changeit");
            assertRefused(file, "has an entry that the JDK cannot read, 'web'");
        }
        Path bundle = folder.resolve("mismatch.der");
        Files.write(bundle, key.getEncoded());
        Files.write(bundle, chain[0].getEncoded(), StandardOpenOption.APPEND);
        assertRefused(bundle, "another key's certificate");
    }

    @Test
    void aCertificateOfAPkcs12FileThatNoEntryNeedsIsNamedAndLeftOut() throws Exception {
        command.typing("changeit");
        Path file = copy("unrelated-certificate.p12");

        assertEquals(0, command.run("import", file.toString(), "--keyring", "@u/refusals"), command::err);

        assertEquals(
                file + ": left out, since it is neither in the chain of a key nor marked as trusted: CN=unrelated\n",
                command.err());
    }

    @Test
    void aPasswordBeyondAsciiIsTakenOrToldAsTheReason() throws Exception {
        command.typing("p\u00e4ssw\u00f6rt");
        Path file = copy("password-beyond-ascii.p12");
        if (Runtime.version().feature() < 18) {
            assertRefused(file, "takes passwords of ASCII characters alone");
        } else {
            assertEquals(0, command.run("import", file.toString(), "--keyring", "@u/refusals"), command::err);
        }
    }

    /** The file is one of keytool's of JDK 25; JDK 24 is the first with ML-DSA. */
    @Test
    void aKeyOfAnAlgorithmThatTheJdkLacksIsTakenOrToldAsTheReason() throws Exception {
        command.typing("changeit");
        Path file = copy("ml-dsa-44.p12");
        int jdk = Runtime.version().feature();
        if (jdk < 24) {
            assertRefused(file, "has a key of an algorithm that JDK " + jdk + " lacks, 'pq': 2.16.840.1.101.3.4.3.17");
            assertFalse(command.err().contains("password"), command.err());
        } else {
            assertEquals(0, command.run("import", file.toString(), "--keyring", "@u/refusals"), command::err);
        }
    }

    @Test
    void whatIsNoFileOfEntriesIsToldAsWhatItIs() throws Exception {
        assertRefused(folder, "is a directory");
        assertRefused(Files.createFile(folder.resolve("empty")), "is empty");
        assertRefused(Files.write(folder.resolve("huge"), new byte[16 * 1024 * 1024 + 1]), "has over 16777216 bytes");
        assertRefused(folder.resolve("missing"), "does not exist");
    }
}
