package org.linuxkeyring.fleet.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fleet.OtherUsers;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Policy;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Await;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.Programs;

/** Entries of another user, which root sets. */
class UserProcessIT {
    private static final String USER = "games";
    private static final EntryName NAME = EntryName.of("linuxkeyring-fleet-test/web");
    private static final Policy POLICY = new Policy(Optional.of(USER), false, Optional.empty(), Optional.empty());
    private static final KeyStore.Entry ENTRY =
            new KeyStore.SecretKeyEntry(new SecretKeySpec("0123456789abcdef".getBytes(), "AES"));

    @TempDir
    private Path folder;

    private UserKeyrings keyrings;

    @BeforeEach
    void requireRoot() throws IOException {
        OtherUsers.assumeRunnable(USER);
        keyrings = new UserKeyrings(
                "root",
                new OwnKeyrings(Backend.KERNEL),
                OtherUsers.programIn(folder).toString());
    }

    @AfterEach
    void removeKeyring() {
        if (keyrings != null) {
            keyrings.close();
            asUser("keyctl unlink %keyring:linuxkeyring-fleet-test @u");
        }
    }

    private static Outcome asUser(String line) {
        return Child.of(OtherUsers.command(USER, line)).run();
    }

    private static String described() {
        return asUser("keyctl rdescribe $(keyctl search @u user web)").out();
    }

    @Test
    void anEntryOfAnotherUserIsThatUsersWithItsMaskAndTimeoutAndIsProlongedAndRemoved() throws Exception {
        keyrings.set(NAME, ENTRY, POLICY, Duration.ofMinutes(5));
        String[] fields = described().strip().split(";");
        assertEquals("user", fields[0]);
        assertEquals(Child.of("id", "-u", USER).run().out().strip(), fields[1]);
        assertEquals("web", fields[4]);

        assertTrue(keyrings.prolong(NAME, POLICY, Duration.ofMinutes(6)));
        keyrings.remove(NAME, POLICY);
        Await.until(() -> described().isEmpty(), "the entry to be gone");
        assertFalse(keyrings.prolong(NAME, POLICY, Duration.ofMinutes(6)));
        assertFalse(Programs.work(List.of("keyctl", "search", "@u", "keyring", "linuxkeyring-fleet-test")));
    }

    @Test
    void aProcessThatWasKilledIsStartedAgainAndTheEntryIsStillThere() throws Exception {
        keyrings.set(NAME, ENTRY, POLICY, Duration.ofMinutes(5));
        ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .forEach(ProcessHandle::destroyForcibly);
        Await.until(this::prolongs, "another process to be started");
        assertTrue(
                described().startsWith("user;"), () -> asUser("keyctl show @u").out());
    }

    private boolean prolongs() {
        try {
            return keyrings.prolong(NAME, POLICY, Duration.ofMinutes(5));
        } catch (Exception e) {
            return false;
        }
    }

    @Test
    void aKeyringThatItsUserHasRevokedIsLikeNone() throws Exception {
        keyrings.set(NAME, ENTRY, POLICY, Duration.ofMinutes(5));
        assertEquals(0, asUser("keyctl revoke %keyring:linuxkeyring-fleet-test").status());
        assertFalse(keyrings.prolong(NAME, POLICY, Duration.ofMinutes(5)));
        keyrings.remove(NAME, POLICY);
        keyrings.set(NAME, ENTRY, POLICY, Duration.ofMinutes(5));
        assertTrue(
                described().startsWith("user;"), () -> asUser("keyctl show @u").out());
    }

    @Test
    void aUserWhoIsNotThereIsAnErrorThatSaysSo() {
        Policy nobody = new Policy(Optional.of("no-such-user"), false, Optional.empty(), Optional.empty());
        KeyStoreException refusal =
                assertThrows(KeyStoreException.class, () -> keyrings.set(NAME, ENTRY, nobody, Duration.ofMinutes(5)));
        assertEquals("There is no user no-such-user on this machine", refusal.getMessage());
    }
}
