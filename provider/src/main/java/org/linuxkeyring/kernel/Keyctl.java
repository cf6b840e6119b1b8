package org.linuxkeyring.kernel;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.linuxkeyring.error.KeyctlException;

/**
 * The port to the kernel's key retention service: add_key(2), request_key(2) and the keyctl(2) operations, one method
 * for each, in terms of primitives, bytes and buffers.
 *
 * <p>A key is named by its serial, a keyring by its serial or by one of the special IDs below. Types and descriptions
 * are bytes without a terminating NUL; a NUL within them causes an {@link IllegalArgumentException}. Every refusal is a
 * {@link KeyctlException} with the kernel's errno, with one exception: a lookup that finds nothing (ENOKEY) returns
 * {@link #NO_KEY}, because a miss is an ordinary result. Calls that fail with EINTR are repeated.
 */
public interface Keyctl {
    /** Special keyring IDs of include/uapi/linux/keyctl.h. */
    int THREAD_KEYRING = -1;

    int PROCESS_KEYRING = -2;
    int SESSION_KEYRING = -3;
    int USER_KEYRING = -4;
    int USER_SESSION_KEYRING = -5;

    /** No serial: the result of a lookup that found nothing, and "no destination keyring" as an argument. */
    int NO_KEY = 0;

    /** No user: (uid_t) -1, which setresuid(2) gives to no one. */
    int NO_USER = -1;

    /** The length of struct keyctl_pkey_query without its spare space, in bytes. */
    int PKEY_QUERY_SIZE = 16;

    /** The longest payload of a key of type {@code user} or {@code logon}, in bytes (security/keys/user_defined.c). */
    int MAX_USER_PAYLOAD = 32_767;

    /** The largest payload that {@link #update} takes, in bytes: a page (security/keys/keyctl.c, keyctl_update_key). */
    int MAX_UPDATE = 4_096;

    /**
     * Calls add_key(2), which makes a key or updates the key of the same type and description that the keyring links
     * already. An updated key keeps its serial and permission mask and loses its timeout. A keyring is not updated but
     * replaced, and its links are lost.
     *
     * @param payload the bytes between position and limit, both of which stay as they are
     * @return the key's serial
     */
    int addKey(byte[] type, byte[] description, ByteBuffer payload, int keyring);

    /**
     * Calls request_key(2), which searches the thread, process and session keyrings.
     *
     * @param calloutInfo the callout info for the helper program; with null no helper program is started
     * @param destination the keyring to which a found key is linked, or {@link #NO_KEY}
     * @return the key's serial, or {@link #NO_KEY} if there is no such key
     */
    int requestKey(byte[] type, byte[] description, byte[] calloutInfo, int destination);

    /**
     * Calls KEYCTL_GET_KEYRING_ID, which returns the serial of a special ID, or the serial itself. With {@code create}
     * a keyring that does not exist is made first.
     */
    int keyringId(int keyring, boolean create);

    /**
     * Calls KEYCTL_JOIN_SESSION_KEYRING for the calling thread alone. If {@code name} is null, it makes a new anonymous
     * session keyring.
     *
     * @return the session keyring's serial
     */
    int joinSessionKeyring(byte[] name);

    /**
     * Calls KEYCTL_UPDATE, which gives a key a new payload and keeps its serial. The payload is the bytes between
     * position and limit, and at most a page (4096 bytes); {@link #addKey} updates a key with a longer one.
     */
    void update(int key, ByteBuffer payload);

    /** Calls KEYCTL_REVOKE. */
    void revoke(int key);

    /** Calls KEYCTL_CHOWN; -1 leaves the uid or gid as it is. */
    void chown(int key, int uid, int gid);

    /** Calls KEYCTL_SETPERM; the mask has 8 bits each for possessor, user, group and others. */
    void setPermissions(int key, int mask);

    /**
     * Calls KEYCTL_DESCRIBE, which returns {@code type;uid;gid;perm;description} with perm in hex. The terminating NUL
     * is left out.
     */
    byte[] describe(int key);

    /**
     * Calls geteuid(2), which returns the user who owns the keys that the caller makes, as {@link #describe} shows it.
     * The result is {@link #NO_USER} if that is the number by which the kernel shows all users that the caller's user
     * namespace does not map (user_namespaces(7)).
     */
    int effectiveUser();

    /** Calls KEYCTL_CLEAR, which removes all links of a keyring. */
    void clear(int keyring);

    /** Calls KEYCTL_LINK, which displaces a link to another key of the same type and description. */
    void link(int key, int keyring);

    /** Calls KEYCTL_UNLINK, which fails with ENOENT if the keyring does not link the key. */
    void unlink(int key, int keyring);

    /**
     * Calls KEYCTL_MOVE with KEYCTL_MOVE_EXCL (Linux 5.3), which moves a link from one keyring to another in one step.
     * It fails with EEXIST if the second keyring links a key of the same type and description already, and with ENOENT
     * if the first does not link the key.
     */
    void move(int key, int from, int to);

    /**
     * Calls KEYCTL_RESTRICT_KEYRING (Linux 4.12). From then on the keyring accepts a link, or an update by
     * {@link #addKey}, only as the restriction allows, and refuses any other with EPERM. Existing links stay and can be
     * removed. The call fails with EEXIST if the keyring is restricted already, with ENOENT if keys of {@code type}
     * cannot restrict a keyring, and with ENOKEY if there is no such type.
     *
     * @param type the key type that defines the restriction; null, together with {@code restriction}, allows no link
     * @param restriction the restriction in the syntax of the key type
     */
    void restrictKeyring(int keyring, byte[] type, byte[] restriction);

    /**
     * Calls KEYCTL_SEARCH, which searches the keyring and up to six levels of keyrings below it. The result is
     * {@link #NO_KEY} if there is no such key. It is the same if {@code keyring} or {@code destination} does not exist,
     * because the kernel reports that with the same ENOKEY.
     */
    int search(int keyring, byte[] type, byte[] description, int destination);

    /**
     * Calls KEYCTL_READ for a payload. The buffer that {@code reader} is given is off heap and read-only, and holds the
     * payload from its position to its limit. Its memory is wiped when {@code reader} returns, so a reader copies what
     * it needs.
     */
    <T> T read(int key, PayloadReader<T> reader);

    /** Calls KEYCTL_READ for a keyring, which returns the serials that the keyring links, in the kernel's order. */
    int[] readKeyring(int keyring);

    /**
     * Calls KEYCTL_READ for a keyring without a buffer, which returns the number of keys that the keyring links in a
     * time that does not depend on it.
     */
    default int linkCount(int keyring) {
        return readKeyring(keyring).length;
    }

    /**
     * Returns whether a keyring links a key directly, by KEYCTL_READ for the keyring. Of a keyring with many keys that
     * no other user may change, what another process changes may be seen a second later.
     */
    default boolean links(int keyring, int key) {
        return IntStream.of(readKeyring(keyring)).anyMatch(link -> link == key);
    }

    /** Calls KEYCTL_SET_TIMEOUT; the timeout is in seconds from now, and 0 clears it. */
    void setTimeout(int key, int seconds);

    /**
     * Returns the time until a key expires, as the fourth column of /proc/keys shows it: {@code perm}, {@code expd}, or
     * a number that is rounded down to its unit s, m, h, d or w. The result is empty if the column cannot be read:
     * /proc/keys shows only keys that the caller may view, and containers hide the file. The file is read once for all
     * who ask within a second, so a timeout that another process sets may be seen a second later.
     */
    String timeLeft(int key);

    /**
     * Returns what {@link #timeLeft} returns for each of the keys, and reads the file once for all of them. A key whose
     * timeout changes meanwhile may be left out.
     */
    default Map<Integer, String> timesLeft(List<Integer> keys) {
        return keys.stream().distinct().collect(Collectors.toMap(key -> key, this::timeLeft));
    }

    /** Calls KEYCTL_INVALIDATE, after which no process finds the key any more. */
    void invalidate(int key);

    /**
     * Calls KEYCTL_GET_PERSISTENT, which links the persistent keyring of {@code uid} into {@code destination}; -1 is
     * the caller's own uid.
     */
    int persistentKeyring(int uid, int destination);

    /**
     * Returns the text of /proc/key-users, which has each user's quota and how much of it is used. The result is empty
     * if the file cannot be read, and for keys in memory.
     */
    default Optional<String> keyUsers() {
        return Optional.empty();
    }

    /**
     * Calls KEYCTL_CAPABILITIES (Linux 5.3), which returns a bit for each feature that the kernel was built with,
     * numbered by the KEYCTL_CAPS constants of include/uapi/linux/keyctl.h. Later kernels return more bytes; kernels
     * before 5.3 fail with EOPNOTSUPP.
     */
    byte[] capabilities();

    /**
     * Calls KEYCTL_PKEY_QUERY (Linux 4.20), which returns the operations of a key of type {@code asymmetric} as the
     * first {@link #PKEY_QUERY_SIZE} bytes of struct keyctl_pkey_query, in the machine's byte order. It fails with
     * EOPNOTSUPP for keys of other types and if the kernel lacks this type, and with EINVAL if the kernel has no
     * arithmetic for the key's size or does not know the encoding.
     *
     * @param info parameters as {@code key=value}, such as {@code enc=raw} (keyctl_pkey_query(3))
     */
    byte[] pkeyQuery(int key, byte[] info);

    /**
     * Calls KEYCTL_PKEY_DECRYPT (Linux 4.20), which applies the private key to the bytes between position and limit,
     * both of which stay as they are. The rules of {@link #read} hold for the buffer that {@code reader} is given.
     *
     * @param info as for {@link #pkeyQuery}; {@code enc=raw} is the operation without padding
     */
    <T> T pkeyDecrypt(int key, byte[] info, ByteBuffer input, PayloadReader<T> reader);

    /**
     * Opens a socket of the kernel's crypto API (AF_ALG) whose key is a key of the keyrings, named by its serial.
     * ALG_SET_KEY_BY_KEY_SERIAL exists since Linux 6.2, requires search permission, and accepts the types
     * {@code logon}, {@code user}, {@code encrypted} and {@code trusted}. The kernel looks the key up with the
     * credentials of the calling thread. The socket then works in every thread, and also after the key has died.
     *
     * @param type {@code hash}, {@code skcipher} or {@code aead}
     * @param name the algorithm as /proc/crypto lists it, such as {@code gcm(aes)}
     * @param tagSize the length of an aead's tag in bytes, 0 for other types
     */
    AlgorithmSocket algorithmSocket(String type, String name, int key, int tagSize);

    /** A function of a payload, which it can read until it returns; it must not keep the buffer. */
    @FunctionalInterface
    interface PayloadReader<T> {
        T read(ByteBuffer payload);
    }
}
