package org.linuxkeyring.keyring.key;

import java.nio.ByteBuffer;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;

/**
 * A probe of which key types the kernel has, which makes no key: add_key(2) first looks up the type (ENODEV) and then
 * refuses a payload that the type cannot have (security/keys/key.c, key_create_or_update).
 */
public final class KeyTypeProbe {
    /** The remedy where {@link #parsesPkcs8} returns false. */
    public static final String PKCS8_NEEDS = "To hold RSA private keys a kernel needs CONFIG_ASYMMETRIC_KEY_TYPE,"
            + " CONFIG_ASYMMETRIC_PUBLIC_KEY_SUBTYPE and"
            + " CONFIG_PKCS8_PRIVATE_KEY_PARSER, which may be a module (modprobe pkcs8_key_parser).";

    private static final Description NEVER_MADE = Description.of("linuxkeyring:probe");
    /** A serial that no key has: serials begin at 3 (security/keys/key.c, key_alloc_serial). */
    private static final int NO_KEYS_SERIAL = 1;

    private static final Description NONE = Description.of("");

    private static final byte[] NO_PAYLOAD = {};
    /** The payload that type {@code keyring} refuses, which is the only type that takes no payload. */
    private static final byte[] ONE_BYTE = {0};

    /**
     * A PrivateKeyInfo (RFC 5208) of algorithm rsaEncryption whose key is one zero byte. The kernel's parser accepts it
     * but proposes no description, without which no key is made (EINVAL). A kernel without the parser answers EBADMSG.
     */
    private static final byte[] PKCS8 = {
        0x30,
        0x15,
        0x02,
        0x01,
        0x00,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00,
        0x04,
        0x01,
        0x00
    };

    private final Keyctl keyctl;
    private volatile boolean isBigKeyKnown;
    private volatile boolean isBigKeyThere;

    public KeyTypeProbe(Keyctl keyctl) {
        this.keyctl = keyctl;
    }

    /**
     * Returns whether keys of this type can be made.
     *
     * @throws KeyctlException if the kernel refuses for another reason, such as a user keyring that may not be written
     */
    public boolean exists(KeyType type) {
        byte[] refused = type.equals(KeyType.KEYRING) ? ONE_BYTE : NO_PAYLOAD;
        return refusal(type, NEVER_MADE, refused) != Errno.ENODEV;
    }

    /**
     * Returns whether there may be keys of type big_key (CONFIG_BIG_KEYS). The kernel is asked once, at the first call.
     * If a refusal leaves the question open, the answer is true: a search then finds no such key, and add_key(2) gives
     * the reason why it makes none.
     */
    public boolean mayHaveBigKeys() {
        if (!isBigKeyKnown) {
            try {
                isBigKeyThere = refusal(KeyType.BIG_KEY, NEVER_MADE, NO_PAYLOAD) != Errno.ENODEV;
            } catch (KeyctlException e) {
                isBigKeyThere = true;
            }
            isBigKeyKnown = true;
        }
        return isBigKeyThere;
    }

    /**
     * Returns whether type {@code asymmetric} takes RSA private keys in PKCS#8.
     *
     * @throws KeyctlException as {@link #exists} does
     */
    public boolean parsesPkcs8() {
        return refusal(KeyType.of("asymmetric"), NONE, PKCS8) == Errno.EINVAL;
    }

    /**
     * Requires that the kernel can use a secret key for an algorithm without giving out the payload. The kernel looks
     * up the key, which does not exist (ENOKEY), only if it has the algorithm and takes keys by their serial
     * (crypto/af_alg.c).
     *
     * @param type the type of algorithm, as for {@link Keyctl#algorithmSocket}
     * @param name the name of the algorithm, as for that method
     * @throws KeyctlException if the kernel cannot do this, with the reason and the remedy
     */
    public void requireAlgorithm(String type, String name) {
        try {
            keyctl.algorithmSocket(type, name, NO_KEYS_SERIAL, 0).close();
        } catch (KeyctlException e) {
            if (e.errno() != Errno.ENOKEY) {
                throw e;
            }
        }
    }

    private Errno refusal(KeyType type, Description description, byte[] payload) {
        try {
            int made = keyctl.addKey(type.bytes(), description.raw(), ByteBuffer.wrap(payload), Keyctl.USER_KEYRING);
            throw new IllegalStateException("key " + made + " of type " + type + " was made of what is no payload");
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case ENODEV, EINVAL, EBADMSG, ENOPKG, EDQUOT -> e.errno();
                default -> throw e;
            };
        }
    }
}
