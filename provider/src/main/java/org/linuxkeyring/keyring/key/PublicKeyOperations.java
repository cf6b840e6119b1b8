package org.linuxkeyring.keyring.key;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What an asymmetric key can do and for which size (keyctl_pkey_query(3)).
 *
 * @param bits the modulus's length, rounded up to a whole number of the kernel's machine words
 * @param decrypts whether the private half is there
 */
public record PublicKeyOperations(int bits, boolean decrypts) {
    /** KEYCTL_SUPPORTS_DECRYPT in include/uapi/linux/keyctl.h. */
    private static final int SUPPORTS_DECRYPT = 0x02;

    /** From struct keyctl_pkey_query, which begins with supported_ops and key_size. */
    static PublicKeyOperations parse(byte[] struct) {
        ByteBuffer fields = ByteBuffer.wrap(struct).order(ByteOrder.nativeOrder());
        int operations = fields.getInt();
        return new PublicKeyOperations(fields.getInt(), (operations & SUPPORTS_DECRYPT) != 0);
    }
}
