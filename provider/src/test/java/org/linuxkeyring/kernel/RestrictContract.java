package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;

/**
 * The contract of KEYCTL_RESTRICT_KEYRING (keyctl_restrict_keyring(3)), as far as it needs no key of type asymmetric.
 */
interface RestrictContract extends KeyctlFixture {
    private int restricted() {
        int keyring = keyring("restricted");
        keyctl().restrictKeyring(keyring, null, null);
        return keyring;
    }

    @Test
    default void aRestrictedKeyringTakesNoKeyByAnyWay() {
        int keyring = restricted();
        int key = user("key", "1");

        assertRefused(Errno.EPERM, () -> add("user", "new", bytes("1"), keyring));
        assertRefused(Errno.EPERM, () -> add("keyring", "below", new byte[0], keyring));
        assertRefused(Errno.EPERM, () -> keyctl().link(key, keyring));
        assertRefused(Errno.EPERM, () -> keyctl().move(key, scratch(), keyring));
        assertEquals(List.of(), links(keyring));
    }

    /** add_key(2) looks at the restriction before it looks for a key to update (key_create_or_update). */
    @Test
    default void whatARestrictedKeyringLinksCanBeUpdatedBySerialAloneAndUnlinked() {
        int keyring = keyring("restricted");
        int key = add("user", "key", bytes("1"), keyring);
        keyctl().restrictKeyring(keyring, null, null);

        assertRefused(Errno.EPERM, () -> add("user", "key", bytes("2"), keyring));
        assertEquals("1", text(key));
        update(key, "3");
        assertEquals("3", text(key));
        keyctl().unlink(key, keyring);
        assertEquals(List.of(), links(keyring));
    }

    @Test
    default void aKeyringIsRestrictedOnce() {
        int keyring = restricted();

        assertRefused(Errno.EEXIST, () -> keyctl().restrictKeyring(keyring, null, null));
    }

    @Test
    default void typesThatRestrictNothingAreENOENTAndThoseThatAreNotThereENOKEY() {
        int keyring = keyring("free");

        assertRefused(Errno.ENOENT, () -> keyctl().restrictKeyring(keyring, bytes("user"), bytes("any")));
        assertRefused(Errno.ENOKEY, () -> keyctl().restrictKeyring(keyring, bytes("nonesuch"), bytes("any")));
        assertRefused(Errno.EPERM, () -> keyctl().restrictKeyring(keyring, bytes(".type"), bytes("any")));
        assertRefused(Errno.EINVAL, () -> keyctl().restrictKeyring(keyring, bytes("user"), null));
        assertRefused(Errno.EINVAL, () -> keyctl().restrictKeyring(keyring, null, bytes("any")));
        add("user", "key", bytes("1"), keyring);
    }

    @Test
    default void restrictOfWhatIsNoKeyringIsENOTDIROrENOKEY() {
        int key = user("key", "1");

        assertRefused(Errno.ENOTDIR, () -> keyctl().restrictKeyring(key, null, null));
        assertRefused(Errno.ENOKEY, () -> keyctl().restrictKeyring(NO_SUCH_KEY, null, null));
    }

    @Test
    default void restrictNeedsSetattrPermission() {
        int keyring = keyring("closed");
        keyctl().setPermissions(keyring, 0x1f010000);

        assertRefused(Errno.EACCES, () -> keyctl().restrictKeyring(keyring, null, null));
    }
}
