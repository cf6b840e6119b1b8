package org.linuxkeyring.compatibility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.testing.Jars;

/** Entries and files of every released version are read: docs/COMPATIBILITY.md. tests/vectors/make wrote them. */
@Tag("kernel")
class VectorsTest {
    private static final Path VECTORS = Jars.of(VectorsTest.class).resolve("vectors");
    private static final char[] PASSWORD = "changeit".toCharArray();

    static Stream<Path> versions() throws IOException {
        try (Stream<Path> folders = Files.list(VECTORS)) {
            return folders.sorted().toList().stream();
        }
    }

    private static ScratchKeyring filled(Path version, Backend backend) throws IOException {
        ScratchKeyring scratch = ScratchKeyring.of(backend);
        try (Stream<Path> files = Files.list(version)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                int dot = name.lastIndexOf('.');
                String type = name.substring(dot + 1);
                if (List.of("user", "big_key").contains(type)) {
                    assumeTrue(
                            !type.equals("big_key") || new KeyTypeProbe(scratch.keyctl()).mayHaveBigKeys(),
                            "this kernel has no big_key (CONFIG_BIG_KEYS)");
                    scratch.add(type, name.substring(0, dot), Files.readAllBytes(file));
                }
            }
        }
        return scratch;
    }

    private static Properties expected(Path version) throws IOException {
        Properties expected = new Properties();
        try (InputStream file = Files.newInputStream(version.resolve("expected.properties"))) {
            expected.load(file);
        }
        return expected;
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theEntriesOfEachVersionAreReadFromTheKernel(Path version) throws Exception {
        assertRead(version, Backend.KERNEL);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theEntriesOfEachVersionAreReadFromMemory(Path version) throws Exception {
        assertRead(version, Backend.MEMORY);
    }

    private static void assertRead(Path version, Backend backend) throws Exception {
        Properties expected = expected(version);
        try (ScratchKeyring scratch = filled(version, backend)) {
            KeyStore store = scratch.keyStore();
            assertEquals(
                    new TreeSet<>(expected.stringPropertyNames()), new TreeSet<>(Collections.list(store.aliases())));
            for (String alias : expected.stringPropertyNames()) {
                assertEquals(expected.getProperty(alias), facts(store, alias), alias);
            }
            assertTrue(KeyringKeyStore.of(store)
                    .info("ending")
                    .orElseThrow()
                    .expiry()
                    .isPresent());
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theEntriesOfEachVersionAreReplacedAndKeepTheirEnd(Path version) throws Exception {
        try (ScratchKeyring scratch = filled(version, Backend.MEMORY)) {
            KeyStore store = scratch.keyStore();
            Key key = store.getKey("ending", null);
            store.setKeyEntry("ending", key, null, null);
            assertTrue(KeyringKeyStore.of(store)
                    .info("ending")
                    .orElseThrow()
                    .expiry()
                    .isPresent());
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theReferenceFileOfEachVersionIsLoaded(Path version) throws Exception {
        KeyStore first = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        first.load(KeyringLoadStoreParameter.builder()
                .backend(Backend.MEMORY)
                .keyring("@u/vectors")
                .create(true)
                .build());
        first.setKeyEntry("here", new SecretKeySpec(new byte[16], "AES"), null, null);

        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        try (InputStream file = Files.newInputStream(version.resolve("reference.properties"))) {
            store.load(file, null);
        }
        store.setKeyEntry("new", new SecretKeySpec(new byte[16], "AES"), null, null);

        assertTrue(store.containsAlias("here"));
        assertEquals(
                0x3f3f0000,
                KeyringKeyStore.of(store)
                        .info("new")
                        .orElseThrow()
                        .permissions()
                        .bits());
        store.deleteEntry("new");
        store.deleteEntry("here");
    }

    /** The same as in MakeVectors. */
    private static String facts(KeyStore store, String alias) throws Exception {
        MessageDigest chain = MessageDigest.getInstance("SHA-256");
        Certificate[] certificates = store.getCertificateChain(alias);
        Certificate only = store.getCertificate(alias);
        Certificate[] alone = only == null ? new Certificate[0] : new Certificate[] {only};
        for (Certificate each : certificates == null ? alone : certificates) {
            chain.update(each.getEncoded());
        }
        String key = "none";
        if (store.isKeyEntry(alias)) {
            Key found = store.getKey(alias, PASSWORD);
            key = found.getAlgorithm() + ":"
                    + hex(MessageDigest.getInstance("SHA-256").digest(found.getEncoded()));
        }
        return key + " " + hex(chain.digest()) + " "
                + store.getCreationDate(alias).getTime();
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest, 0, 8);
    }

    @Test
    void thereAreVectors() throws IOException {
        assertTrue(versions().count() >= 2, "of the snapshots before 1.0, and of 1.0");
    }
}
