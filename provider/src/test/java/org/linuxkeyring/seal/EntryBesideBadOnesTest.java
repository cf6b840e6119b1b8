package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.Filter;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.fixture.LogRecord;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.keystore.settings.Reference;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.spec.EntryType;
import org.linuxkeyring.spec.KeyInfo;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.spec.Seal;
import org.linuxkeyring.testing.TestCertificates;

/** A sealed entry that does not come back as it was costs no other, and is not lost from the file. */
class EntryBesideBadOnesTest extends OnSealedKeyStores {
    /** What possessors may do to a keyring, but for writing into it. */
    private static final int NO_WRITE = 0x3b3b0000;

    private static final int ALL_BUT_OTHERS = 0x3f3f3f00;

    private final SealingKernel kernel = new SealingKernel();

    private byte[] file;
    private KeyStore loaded;

    @Override
    SealingMachine machine() {
        return kernel;
    }

    @BeforeEach
    void sealTwoEntries() throws Exception {
        KeyStore before = opened();
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        before.setCertificateEntry("ca", TestCertificates.root());
        file = stored(before);
        kernel.reboot();
    }

    private List<String> load(byte[] from) throws Exception {
        List<Exception> failures = new ArrayList<>();
        List<String> lines = LogRecord.of(() -> {
            try {
                loaded = KeyStoreOn.load(kernel.keyctl(), from);
            } catch (Exception e) {
                failures.add(e);
            }
        });
        assertEquals(List.of(), failures);
        return lines;
    }

    /** Links one of the entries, and forbids to write the keyring. */
    private int closedKeyring() throws Exception {
        KeyStore first = KeyStoreOn.load(kernel.keyctl(), file);
        first.deleteEntry("ca");
        int serial = new Keyrings(kernel.keyctl())
                .at(KeyringPath.of(kernel.keyring()), false)
                .serial();
        kernel.keyctl().setPermissions(serial, NO_WRITE);
        return serial;
    }

    @Test
    void aKeyringThatCannotBeWrittenLeavesOutWhatItLacksAndLogsIt() throws Exception {
        closedKeyring();

        List<String> lines = load(file);

        assertEquals(List.of("aes"), Collections.list(loaded.aliases()));
        assertEquals(KEY, loaded.getKey("aes", null));
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).startsWith("WARNING The sealed entry big_key:ca is left out: "), lines::toString);
        assertTrue(lines.get(0).contains("EACCES"), lines::toString);
        assertTrue(
                Files.readString(Path.of("..", "docs", "operations", "monitoring.md"))
                        .contains("| `The sealed entry ... is left out: "),
                "the page lists the line");
    }

    @Test
    void whereTheQuotaIsUsedUpTheOthersAreNotTriedOneByOne() throws Exception {
        opened();
        kernel.withoutQuota();

        List<String> lines = load(file);

        assertEquals(0, loaded.size());
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.get(0).contains(" is left out: ") && lines.get(0).contains("EDQUOT"), lines::toString);
        String others = "Sealed entries are left out since the quota is used up, besides that one: ";
        assertEquals("WARNING " + others + "1", lines.get(1));
        assertTrue(Files.readString(Path.of("..", "docs", "operations", "monitoring.md"))
                .contains("| `" + others));
        assertEquals(2, sealedFile().status().absent().size());
    }

    @Test
    void theStatusNamesWhatWasLeftOutAndSoDoesRecovery() throws Exception {
        closedKeyring();
        load(file);

        assertEquals(List.of("ca"), sealedFile().status().absent());
        List<String> leftOut = new ArrayList<>();
        assertEquals(
                List.of("aes"),
                List.copyOf(sealedFile().entries(PASSWORD, leftOut).keySet()));
        assertEquals(1, leftOut.size(), leftOut::toString);
        assertTrue(leftOut.get(0).startsWith("ca: "), leftOut::toString);
    }

    @Test
    void whatWasLeftOutIsNotLostByStoringOrRekeying() throws Exception {
        int keyring = closedKeyring();
        load(file);

        assertTrue(refusal(() -> stored(loaded)).contains("big_key:ca, which it did not take"));
        String why = refused(() -> sealedFile().rekeyed(Seal.of("trusted")));
        assertTrue(why.contains("big_key:ca, which it did not take"), why);

        kernel.keyctl().setPermissions(keyring, ALL_BUT_OTHERS);
        assertEquals(List.of(), load(file));
        assertEquals(2, afterReboot(stored(loaded)).size());
    }

    /** As by a keystore with another setting {@code type}. */
    @Test
    void whatIsBackAsAKeyOfAnotherTypeIsNotMissed() throws Exception {
        int keyring = closedKeyring();
        load(file);
        kernel.keyctl().setPermissions(keyring, ALL_BUT_OTHERS);
        opened(settings().type(EntryType.USER)).setCertificateEntry("ca", TestCertificates.root());

        assertEquals(2, afterReboot(stored(loaded)).size());
    }

    @Test
    void whatWasSetAnewAndStoredCanBeDeletedAndTheKeystoreStoredAgain() throws Exception {
        int keyring = closedKeyring();
        load(file);
        kernel.keyctl().setPermissions(keyring, ALL_BUT_OTHERS);
        loaded.setCertificateEntry("ca", TestCertificates.root());
        stored(loaded);
        loaded.deleteEntry("ca");

        assertEquals(
                List.of("aes"), Collections.list(afterReboot(stored(loaded)).aliases()));
    }

    /** Whoever may write the keyring may have put it there. */
    @Test
    void anotherUsersKeyInItsPlaceLeavesAnEntryOut() throws Exception {
        kernel.giveAway(info(KeyStoreOn.load(kernel.keyctl(), file), "ca").serial());

        List<String> lines = load(file);

        assertEquals(List.of("aes"), Collections.list(loaded.aliases()));
        assertTrue(
                lines.stream()
                        .anyMatch(line -> line.startsWith("WARNING The sealed entry big_key:ca is left out: ")
                                && line.contains("belongs to user " + SealingKernel.ANOTHER_USER)),
                lines::toString);
    }

    @Test
    void aKeyInItsPlaceThatIsNotToBeFoundLeavesAnEntryOut() throws Exception {
        int serial = info(KeyStoreOn.load(kernel.keyctl(), file), "ca").serial();
        kernel.keyctl().setPermissions(serial, 0);

        List<String> lines = load(file);

        assertEquals(List.of("aes"), Collections.list(loaded.aliases()));
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).startsWith("WARNING The sealed entry big_key:ca is left out: "), lines::toString);
    }

    /** Another thread would wait for this one where the log is being set up, as by what loads the keystore. */
    @Test
    void whatIsLeftOutIsLoggedInTheThreadThatLoads() throws Exception {
        closedKeyring();
        Set<Thread> threads = new HashSet<>();
        Logger logger = Logger.getLogger("org.linuxkeyring");
        Filter before = logger.getFilter();
        logger.setFilter(line -> threads.add(Thread.currentThread()));
        try {
            load(file);
        } finally {
            logger.setFilter(before);
        }

        assertEquals(Set.of(Thread.currentThread()), threads);
    }

    private static String refused(Callable<?> call) throws Exception {
        try {
            call.call();
        } catch (KeyringException e) {
            return e.getMessage();
        }
        return "";
    }

    private SealedFile sealedFile() throws Exception {
        SealedText text = SealedText.of(file);
        Map<String, String> settings = Reference.parse(text.reference().readAllBytes());
        return SealedFile.open(
                kernel.keyctl(), Settings.of(List.of(settings)), text.sealed().orElseThrow());
    }

    /** As for a process without CAP_SYS_ADMIN, KEYCTL_CHOWN to another user is refused (keyctl_chown(3)). */
    @Test
    void anEntryThatCannotBeGivenToItsOwnerIsTheProcesssOwnWithoutRightsForOthers() throws Exception {
        KeyStore before = opened(settings().owners(Integer.toString(SealingKernel.ANOTHER_USER)));
        before.setEntry(
                "given",
                new KeyStore.SecretKeyEntry(KEY),
                KeyringProtection.builder()
                        .permissions(Permissions.of(ALL_BUT_OTHERS))
                        .build());
        kernel.giveAway(info(before, "given").serial());
        byte[] withGiven = stored(before);
        kernel.reboot();

        List<String> lines = load(withGiven);

        assertEquals(KEY, loaded.getKey("given", null));
        KeyInfo back = info(loaded, "given");
        assertEquals(Permissions.of(0x3f000000), back.permissions());
        assertTrue(back.uid() != SealingKernel.ANOTHER_USER);
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(
                lines.get(0).startsWith("WARNING The sealed entry user:given is brought back as this process's own"),
                lines::toString);
    }

    private static KeyInfo info(KeyStore store, String alias) throws Exception {
        return KeyringKeyStore.of(store).info(alias).orElseThrow();
    }
}
