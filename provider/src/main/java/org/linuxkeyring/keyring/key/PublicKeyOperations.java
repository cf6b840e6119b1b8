package org.linuxkeyring.keyring.key;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The operations that an asymmetric key supports, and its size (keyctl_pkey_query(3)).
 *
 * @param bits the length of the modulus, rounded up to a whole number of the kernel's machine words
 * @param decrypts whether the key includes its private half
 */
public record PublicKeyOperations(int bits, boolean decrypts) {
    /** KEYCTL_SUPPORTS_DECRYPT in include/uapi/linux/keyctl.h. */
    private static final int SUPPORTS_DECRYPT = 0x02;

    /** Parses a struct keyctl_pkey_query, which begins with supported_ops and key_size. */
    static PublicKeyOperations parse(byte[] struct) {
        ByteBuffer fields = ByteBuffer.wrap(struct).order(ByteOrder.nativeOrder());
        int operations = fields.getInt();
        return new PublicKeyOperations(fields.getInt(), (operations & SUPPORTS_DECRYPT) != 0);
    }
}
