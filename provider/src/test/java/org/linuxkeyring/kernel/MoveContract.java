package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;

/** The contract of KEYCTL_MOVE, which displaces no link. */
interface MoveContract extends KeyctlFixture {
    @Test
    default void moveTakesAKeyFromOneKeyringToAnother() {
        int from = keyring("from");
        int to = keyring("to");
        int key = add("user", "key", bytes("1"), from);

        keyctl().move(key, from, to);

        assertEquals(List.of(), links(from));
        assertEquals(List.of(key), links(to));
    }

    @Test
    default void moveOntoAKeyOfTheSameTypeAndDescriptionIsRefused() {
        int from = keyring("from");
        int to = keyring("to");
        int key = add("user", "same", bytes("1"), from);
        int other = add("user", "same", bytes("2"), to);

        assertRefused(Errno.EEXIST, () -> keyctl().move(key, from, to));

        assertEquals(List.of(key), links(from));
        assertEquals(List.of(other), links(to));
    }

    @Test
    default void moveOfAKeyThatIsNotLinkedThereIsRefused() {
        int from = keyring("from");
        int key = user("key", "1");
        int to = keyring("to");

        assertRefused(Errno.ENOENT, () -> keyctl().move(key, from, to));
    }

    @Test
    default void moveWithinOneKeyringChangesNothing() {
        int from = keyring("from");
        int key = add("user", "key", bytes("1"), from);

        keyctl().move(key, from, from);

        assertEquals(List.of(key), links(from));
    }
}
