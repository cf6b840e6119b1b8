package org.linuxkeyring.keystore.neighbours;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.fixture.OtherUser;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.spec.Backend;

/** Another user in the same session adds keys of the names that held keys have, or entries that name them. */
@ParameterizedClass
@EnumSource(names = "KERNEL")
@Tag("kernel")
class PlantedHeldKeyTest extends OnForgedEntries {
    private OtherUser other;

    PlantedHeldKeyTest(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void makeOtherUser() {
        assumeTrue(OtherUser.isPossible(scratch().keyctl()), "takes root, who can become another user");
        other = new OtherUser(scratch().keyctl());
    }

    @AfterEach
    void endOtherUser() {
        if (other != null) {
            other.close();
        }
    }

    private int plant(String type, Description name, byte[] payload) {
        return other.keyctl().addKey(bytes(type), name.bytes(), ByteBuffer.wrap(payload), scratch);
    }

    /** Whoever chose the key could decrypt, and make authentication codes. */
    @Test
    void aKeyInThePlaceOfAHeldOneIsNotUsedNorRemoved() throws Exception {
        int held = hold(scratch, "server");
        assertEquals(held, serial(store, "server"));
        Description name = name(held);
        other.keyctl().unlink(held, scratch);
        int planted = plant("logon", name, SECRET);

        for (KeyStore each : List.of(store, keyStore(scratch))) {
            assertRefused(each, "server", "is not linked beside it");
        }
        store.setKeyEntry("server", AES, null, null);
        assertEquals(AES, store.getKey("server", null));
        store.deleteEntry("server");
        assertTrue(links(scratch, planted));
        assertEquals("perm", timeLeft(planted));
    }

    @Test
    void anEntryOfAnotherUsersThatNamesAHeldKeyDoesNotReachIt() throws Exception {
        int held = hold(scratch, "server");
        plant("user", Description.of("bait"), naming(name(held)));

        assertNull(store.getKey("bait", null));
        assertFalse(store.containsAlias("bait"));
        store.deleteEntry("bait");
        assertEquals(held, serial(store, "server"));
        assertEquals("perm", timeLeft(held));
    }
}
