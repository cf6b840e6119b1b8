package org.linuxkeyring.keyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.KeyMetadata;

/** Whose a session keyring is, by how KEYCTL_DESCRIBE shows it. */
class SessionOwnerTest {
    private static final String ID = "4f1c0b6e7b5d2f0ad2d2a9aa4f1c0b6e7b5d2f0ad2d2a9aa4f1c0b6e7b5d2f0a";

    private static SessionOwner session(int own, int owner, String name) {
        return new SessionOwner(own, KeyMetadata.parse(bytes("keyring;" + owner + ";-1;3f130000;" + name)));
    }

    @ParameterizedTest
    @CsvSource({
        // pam_keyinit, systemd with User=, and a user without a session of its own.
        "1000, 1000, _ses, false",
        "1000, 1000, _uid_ses.1000, false",
        "0, 0, _ses, false",
        // su from root, cron, and sudo.
        "1000, 0, _ses, true",
        "1000, 0, _uid_ses.0, true",
        "0, 1000, _ses, true",
        "1001, 1000, _ses, true",
        // A container that runs as a user; named by someone who is not root, it is that one's.
        "1000, 0, _ses.web-1, false",
        "1000, 0, " + ID + ", false",
        "1000, 0, shared, true",
        "1000, 1001, _ses.web-1, true",
        "0, 1001, " + ID + ", true",
        // Not told from others.
        "-1, 65534, _ses, true"
    })
    void itIsAnothersUnlessItsOwnerOrItsContainerMadeIt(int own, int owner, String name, boolean isAnothers) {
        assertEquals(isAnothers, session(own, owner, name).isAnothers());
        assertEquals(isAnothers, session(own, owner, name).refusal().isPresent());
    }

    @Test
    void aRefusalNamesBothUsersAndTheRemedies() {
        String refusal = session(1001, 1000, "_ses").refusal().orElseThrow();
        for (String part : new String[] {"user 1000", "user 1001", "keyctl session -", "pam_keyinit", "session=any"}) {
            assertTrue(refusal.contains(part), refusal);
        }
    }

    @Test
    void inMemoryThereIsOneUser() {
        Keyctl memory = OpenBackend.privateMemory();
        assertTrue(!SessionOwner.isAnothers(memory));
    }
}
