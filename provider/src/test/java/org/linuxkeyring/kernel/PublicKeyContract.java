package org.linuxkeyring.kernel;

import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;

/**
 * The contract of KEYCTL_PKEY_QUERY and KEYCTL_PKEY_DECRYPT for keys that do not support them; the tests of the package
 * held use keys that do.
 */
interface PublicKeyContract extends KeyctlFixture {
    @Test
    default void keysOfOtherTypesHaveNoPublicKeyOperations() {
        int key = user("name", "1");

        assertRefused(Errno.EOPNOTSUPP, () -> keyctl().pkeyQuery(key, bytes("enc=raw")));
        assertRefused(
                Errno.EOPNOTSUPP,
                () -> keyctl().pkeyDecrypt(key, bytes("enc=raw"), ByteBuffer.allocate(8), ByteBuffer::remaining));
    }
}
