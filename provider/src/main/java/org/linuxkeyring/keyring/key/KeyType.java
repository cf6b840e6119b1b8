package org.linuxkeyring.keyring.key;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.linuxkeyring.kernel.Printable;

/** A key type, identified by its name, such as {@code user} or {@code big_key} (keyrings(7), "Key types"). */
public final class KeyType {
    public static final KeyType USER = new KeyType("user");
    public static final KeyType BIG_KEY = new KeyType("big_key");
    public static final KeyType ASYMMETRIC = new KeyType("asymmetric");
    public static final KeyType LOGON = new KeyType("logon");
    public static final KeyType ENCRYPTED = new KeyType("encrypted");
    public static final KeyType KEYRING = new KeyType("keyring");

    /**
     * The form of a name, of which the kernel copies at most 32 bytes with the NUL (security/keys/keyctl.c,
     * key_get_type_from_user).
     */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,30}");

    private final String name;
    private final byte[] bytes;

    private KeyType(String name) {
        this.name = name;
        this.bytes = name.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Returns whether {@code name} has the form of a key type's name. Only the kernel knows whether that type exists.
     */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Returns the type with this name.
     *
     * @throws IllegalArgumentException if {@code name} does not have the form of a type's name
     */
    public static KeyType of(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("'" + Printable.name(name)
                    + "' is not a key type: a type has 1 to 31 letters, digits, '_', '-' or '.'");
        }
        return new KeyType(name);
    }

    /**
     * Returns the type that the first {@code length} bytes of a text name, in which the kernel describes a key; makes
     * no object for {@code user}, the type of most keys. The kernel's own types may have names that add_key(2) refuses:
     * a helper program's session keyring links a key of type {@code .request_key_auth}.
     */
    static KeyType described(byte[] text, int length) {
        return Arrays.equals(text, 0, length, USER.bytes, 0, USER.bytes.length)
                ? USER
                : new KeyType(new String(text, 0, length, StandardCharsets.US_ASCII));
    }

    /** Returns the name for a system call. The array is not copied, so the caller must not change it. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns whether KEYCTL_READ returns a payload of this type exactly as it was added. */
    public boolean isReadable() {
        return equals(USER) || equals(BIG_KEY);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyType type && type.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** {@return the name} */
    @Override
    public String toString() {
        return name;
    }
}
