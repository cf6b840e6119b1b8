package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;

/** The contract of request_key(2) without callout info. */
interface RequestKeyContract extends KeyctlFixture {
    @Test
    default void requestKeySearchesTheSessionKeyringAndBelow() {
        String description = unique();

        assertEquals(Keyctl.NO_KEY, request(description));
        int key = add("user", description, bytes("1"), keyring("below"));
        assertEquals(key, request(description));
    }

    @Test
    default void requestKeyOfAnUnknownTypeAnswersNoKey() {
        assertEquals(Keyctl.NO_KEY, keyctl().requestKey(bytes("nosuchtype"), bytes("d"), null, Keyctl.NO_KEY));
    }

    @Test
    default void requestKeyLinksWhatItFindsIntoTheDestination() {
        int destination = keyring("destination");
        String description = unique();
        int key = user(description, "1");

        assertEquals(key, keyctl().requestKey(bytes("user"), bytes(description), null, destination));
        assertEquals(List.of(key), links(destination));
    }

    @Test
    default void requestKeyIntoAKeyIsENOTDIR() {
        int key = user("key", "1");

        assertRefused(Errno.ENOTDIR, () -> keyctl().requestKey(bytes("user"), bytes("key"), null, key));
    }

    @Test
    default void requestKeyForADescriptionOverTheLimitIsEINVAL() {
        assertRefused(Errno.EINVAL, () -> request("d".repeat(4096)));
    }

    @Test
    default void requestKeyOfATypeOfTheKernelsOwnIsEPERM() {
        assertRefused(Errno.EPERM, () -> keyctl().requestKey(bytes(".user"), bytes("d"), null, Keyctl.NO_KEY));
    }
}
