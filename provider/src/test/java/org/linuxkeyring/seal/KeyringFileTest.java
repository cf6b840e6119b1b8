package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.Security;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.UserNamespace;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.keystore.settings.Reference;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.testing.TestCertificates;

/** The replacement of a keystore's file. */
class KeyringFileTest extends OnSealedKeyStores {
    private final SealingKernel kernel = new SealingKernel();

    @Override
    SealingMachine machine() {
        return kernel;
    }

    @TempDir
    private Path folder;

    private Path path;
    private KeyringFile file;
    private KeyStore store;

    @BeforeEach
    void open() throws Exception {
        path = folder.resolve("shop.keyring");
        file = KeyringFile.of(path);
        store = opened();
        store.setKeyEntry("aes", KEY, null, null);
    }

    @Test
    void aNewFileIsItsOwnersAlone() throws Exception {
        file.store(store);

        assertEquals("rw-------", mode(path));
        assertEquals(List.of("shop.keyring"), names());
        assertEquals(KEY, afterReboot(Files.readAllBytes(path)).getKey("aes", null));
    }

    @Test
    void theFileBeforeIsKept() throws Exception {
        file.store(store);
        byte[] first = Files.readAllBytes(path);
        store.setCertificateEntry("ca", TestCertificates.root());
        file.store(store);
        byte[] second = Files.readAllBytes(path);
        file.store(store);

        assertEquals(List.of("shop.keyring", "shop.keyring~"), names());
        assertArrayEquals(second, Files.readAllBytes(folder.resolve("shop.keyring~")));
        kernel.reboot();
        assertFalse(KeyStoreOn.load(kernel.keyctl(), first).containsAlias("ca"));
        assertTrue(afterReboot(Files.readAllBytes(path)).containsAlias("ca"));
    }

    /** A killed process may have linked the predecessor, and not renamed the new file. */
    @Test
    void theFileBeforeMayBeTheSameFile() throws Exception {
        file.store(store);
        Files.createLink(folder.resolve("shop.keyring~"), path);

        file.store(store);

        assertEquals(List.of("shop.keyring", "shop.keyring~"), names());
    }

    @Test
    void modeAndOwnerStayAsTheyWere() throws Exception {
        file.store(store);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        boolean isRoot = Files.getAttribute(path, "unix:uid").equals(0);
        int other = UserNamespace.has(12_345) ? 12_345 : 0;
        if (isRoot) {
            Files.setAttribute(path, "unix:uid", other);
            Files.setAttribute(path, "unix:gid", other);
        }

        file.store(store);

        assertEquals("rw-r-----", mode(path));
        assumeTrue(isRoot, "root alone gives files away");
        assertEquals(other, Files.getAttribute(path, "unix:uid"));
        assertEquals(other, Files.getAttribute(path, "unix:gid"));
    }

    @Test
    void whatALinkPointsToIsReplaced() throws Exception {
        file.store(store);
        Path link = Files.createSymbolicLink(folder.resolve("link"), path);

        KeyringFile.of(link).store(store);

        assertTrue(Files.isSymbolicLink(link));
        assertEquals(List.of("link", "shop.keyring", "shop.keyring~"), names());
    }

    @Test
    void whatAnotherProcessStoredMeanwhileIsFollowed() throws Exception {
        file.store(store);
        KeyStore other = KeyStoreOn.load(kernel.keyctl(), Files.readAllBytes(path));
        other.setCertificateEntry("ca", TestCertificates.root());
        file.store(other);
        file.store(other);

        file.store(store);

        assertEquals(4, generation());
        assertTrue(afterReboot(Files.readAllBytes(path)).containsAlias("ca"));
    }

    @Test
    void aRecoveryFileIsRecordedBesideTheSameEntriesAndStaysSo() throws Exception {
        file.store(store);
        file.store(store);
        byte[] before = Files.readAllBytes(path);
        byte[] predecessor = Files.readAllBytes(folder.resolve("shop.keyring~"));

        assertThrows(IllegalArgumentException.class, () -> file.recordRecovery(-1));
        file.recordRecovery(2);

        SealedText now = SealedText.of(Files.readAllBytes(path));
        assertArrayEquals(
                SealedText.of(before).sealed().orElseThrow(), now.sealed().orElseThrow());
        assertEquals("2", Reference.parse(now.reference().readAllBytes()).get("recovery"));
        assertArrayEquals(predecessor, Files.readAllBytes(folder.resolve("shop.keyring~")));
        assertEquals("rw-------", mode(path));

        file.recordNoRecovery();
        file.store(store);

        assertEquals(3, generation());
        assertTrue(Files.readString(path).contains("\nrecovery=none\n"));
    }

    @Test
    void aRecordThatIsTakenOutOfTheFileIsNotPutThereAgain() throws Exception {
        file.store(store);
        file.recordNoRecovery();
        KeyStore loaded = KeyStoreOn.load(kernel.keyctl(), Files.readAllBytes(path));
        Files.writeString(path, Files.readString(path).replace("recovery=none\n", ""));

        file.store(loaded);

        assertFalse(Files.readString(path).contains("recovery"), "the record");
    }

    @Test
    void aFileWithoutSealedEntriesRecordsNoRecovery() throws Exception {
        Files.writeString(path, "# LINUXKEYRING keystore\nkeyring=@u/shop\n");

        String why = refusal(() -> file.recordNoRecovery());

        assertTrue(why.contains("It has no sealed entries"), why);
        assertEquals(List.of("shop.keyring"), names());
    }

    /** As for a loaded keystore, the provider's file says what the keystore's own leaves open. */
    @Test
    void theSettingsOfTheInstalledProviderCount() throws Exception {
        file.store(store);
        Files.writeString(path, Files.readString(path).replace("keyring=@u/shop\n", ""));
        assertTrue(refusal(file::status).contains("it needs a keyring"));
        Path settings = Files.writeString(
                folder.resolve("settings"), "keyring=@s/no-such-keyring\ncreate=false\nrecovery=none\n");

        Security.addProvider(new LinuxKeyringProvider().configure(settings.toString()));
        try {
            assertEquals(Optional.empty(), file.status().orElseThrow().recovery(), "a note about another file");
        } finally {
            Security.removeProvider(LinuxKeyringProvider.NAME);
        }
    }

    @Test
    void anotherKeystoresEntriesAreNotReplaced() throws Exception {
        file.store(store);
        byte[] before = Files.readAllBytes(path);

        String why = refusal(() -> file.store(opened()));

        assertTrue(why.contains("another keystore"), why);
        assertArrayEquals(before, Files.readAllBytes(path));
        assertEquals(List.of("shop.keyring"), names());
    }

    @Test
    void sealedEntriesAreNotReplacedByAReferenceAlone() throws Exception {
        file.store(store);
        KeyStore unsealed = KeyStoreOn.open(
                kernel.keyctl(),
                KeyringLoadStoreParameter.builder()
                        .backend(Backend.MEMORY)
                        .keyring("@u/shop")
                        .build());

        String why = refusal(() -> file.store(unsealed));

        assertTrue(why.contains("no setting seal="), why);
    }

    @Test
    void aFileThatIsNoKeystoreIsNotReplaced() throws Exception {
        Files.write(path, new byte[] {0x30, 0, 1, 2});

        String why = refusal(() -> file.store(store));

        assertTrue(why.contains("not overwritten"), why);
        assertArrayEquals(new byte[] {0x30, 0, 1, 2}, Files.readAllBytes(path));
    }

    @Test
    void anEntryThatCannotBeSealedLeavesTheFileAsItWas() throws Exception {
        file.store(store);
        byte[] before = Files.readAllBytes(path);
        kernel.withoutSockets();

        refusal(() -> file.store(store));

        assertArrayEquals(before, Files.readAllBytes(path));
        assertEquals(List.of("shop.keyring"), names());
    }

    @Test
    void aKeystoreOfAnotherTypeIsRefused() throws Exception {
        KeyStore other = KeyStore.getInstance("PKCS12");
        other.load(null, null);

        assertThrows(IllegalArgumentException.class, () -> file.store(other));
    }

    @Test
    void aMissingFileOrFolderIsTold() {
        String why = refusal(file::load);
        assertTrue(why.contains("Check the name"), why);
        why = refusal(() -> KeyringFile.of(folder.resolve("no/file")).store(store));
        assertTrue(
                why.contains(
                        "there is no folder " + folder.resolve("no") + ", which has to be made first. Check the name"),
                why);
    }

    @Test
    void aPlainReferenceIsReplacedToo() throws Exception {
        KeyStore plain = KeyStore.getInstance("LINUXKEYRING", new org.linuxkeyring.LinuxKeyringProvider());
        plain.load(KeyringLoadStoreParameter.builder().backend(Backend.MEMORY).build());
        file.store(plain);

        file.store(file.load());

        assertTrue(Files.readString(path).contains("backend=memory"));
    }

    private long generation() throws IOException {
        SealedText text = SealedText.of(Files.readAllBytes(path));
        return SealedKeyring.read(text.sealed().orElseThrow()).head().generation();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
