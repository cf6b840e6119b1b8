package org.linuxkeyring.kernel;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.linuxkeyring.error.KeyctlException;

/**
 * The port to the kernel's key retention service: add_key(2), request_key(2) and the keyctl(2) operations, one method
 * each, in primitives, bytes and buffers.
 *
 * <p>A key is named by its serial, a keyring by its serial or by one of the special IDs below. Types and descriptions
 * are bytes without a terminating NUL; one within is an {@link IllegalArgumentException}. Every refusal is a
 * {@link KeyctlException} with the kernel's errno, but for one: a lookup that finds nothing (ENOKEY) answers
 * {@link #NO_KEY}, since a miss is an ordinary answer. EINTR is retried.
 */
public interface Keyctl {
    /** Special keyring IDs, from include/uapi/linux/keyctl.h. */
    int THREAD_KEYRING = -1;

    int PROCESS_KEYRING = -2;
    int SESSION_KEYRING = -3;
    int USER_KEYRING = -4;
    int USER_SESSION_KEYRING = -5;

    /** No serial at all: the answer of a lookup that found nothing, and "no destination keyring" as an argument. */
    int NO_KEY = 0;

    /** No user at all: (uid_t) -1, which setresuid(2) gives no one. */
    int NO_USER = -1;

    /** Length of what struct keyctl_pkey_query tells, without its spare room. */
    int PKEY_QUERY_SIZE = 16;

    /** The most bytes a payload of type {@code user} or {@code logon} may have (security/keys/user_defined.c). */
    int MAX_USER_PAYLOAD = 32_767;

    /**
     * add_key(2): makes a key, or updates the one of the same type and description that the keyring links already,
     * which keeps serial and mask and loses its timeout. A keyring is not updated but replaced, and its links are lost.
     *
     * @param payload what lies between position and limit, which stay as they are
     * @return the key's serial
     */
    int addKey(byte[] type, byte[] description, ByteBuffer payload, int keyring);

    /**
     * request_key(2): searches the thread, process and session keyrings.
     *
     * @param calloutInfo null never starts a helper program
     * @param destination keyring to link the found key to, or {@link #NO_KEY}
     * @return the key's serial, or {@link #NO_KEY} where there is none
     */
    int requestKey(byte[] type, byte[] description, byte[] calloutInfo, int destination);

    /** KEYCTL_GET_KEYRING_ID: the serial behind a special ID (or the serial itself), made first if {@code create}. */
    int keyringId(int keyring, boolean create);

    /**
     * KEYCTL_JOIN_SESSION_KEYRING: a new anonymous session keyring if {@code name} is null; the calling thread's only.
     *
     * @return the session keyring's serial
     */
    int joinSessionKeyring(byte[] name);

    /**
     * KEYCTL_UPDATE: a new payload for the same serial; bytes between position and limit. At most a page (4096 bytes):
     * for more, {@link #addKey} updates a key too.
     */
    void update(int key, ByteBuffer payload);

    /** KEYCTL_REVOKE. */
    void revoke(int key);

    /** KEYCTL_CHOWN; -1 leaves uid or gid as it is. */
    void chown(int key, int uid, int gid);

    /** KEYCTL_SETPERM: 8 bits each for possessor, user, group and other. */
    void setPermissions(int key, int mask);

    /** KEYCTL_DESCRIBE: {@code type;uid;gid;perm;description}, perm in hex, without the terminating NUL. */
    byte[] describe(int key);

    /**
     * geteuid(2): the user whose the caller's new keys are, as {@link #describe} shows it; {@link #NO_USER} where that
     * is the number by which the kernel shows all users that the caller's user namespace does not map
     * (user_namespaces(7)).
     */
    int effectiveUser();

    /** KEYCTL_CLEAR: unlinks everything from a keyring. */
    void clear(int keyring);

    /** KEYCTL_LINK: displaces a link to another key of the same type and description. */
    void link(int key, int keyring);

    /** KEYCTL_UNLINK; ENOENT where the keyring does not link the key. */
    void unlink(int key, int keyring);

    /**
     * KEYCTL_MOVE with KEYCTL_MOVE_EXCL (Linux 5.3): takes a key from one keyring to another in one step. EEXIST where
     * the other links a key of the same type and description already, ENOENT where the first does not link the key.
     */
    void move(int key, int from, int to);

    /**
     * KEYCTL_RESTRICT_KEYRING (Linux 4.12): from now on the keyring takes a link, or an update by {@link #addKey}, only
     * as the restriction allows, else EPERM; links that it has stay, and can be unlinked. EEXIST where it is restricted
     * already, ENOENT where keys of {@code type} restrict nothing, ENOKEY where there is no such type.
     *
     * @param type the key type whose scheme it is; null together with {@code restriction} to allow nothing
     * @param restriction as the type reads it
     */
    void restrictKeyring(int keyring, byte[] type, byte[] restriction);

    /**
     * KEYCTL_SEARCH: the keyring and up to six levels of those below it; answers {@link #NO_KEY} where there is no such
     * key, and where {@code keyring} or {@code destination} do not exist, which the kernel tells with the same ENOKEY.
     */
    int search(int keyring, byte[] type, byte[] description, int destination);

    /**
     * KEYCTL_READ of a payload. The buffer is off heap, read-only, from its position to its limit the payload, and no
     * longer valid once {@code reader} returns: its memory is wiped then, so a reader copies what it needs.
     */
    <T> T read(int key, PayloadReader<T> reader);

    /** KEYCTL_READ of a keyring: the serials it links, in the kernel's order. */
    int[] readKeyring(int keyring);

    /** KEYCTL_SET_TIMEOUT in seconds from now; 0 clears the timeout. */
    void setTimeout(int key, int seconds);

    /**
     * How long the key still lives, as the fourth column of /proc/keys shows it: {@code perm}, {@code expd}, or a
     * number rounded down to its unit s, m, h, d or w. Empty where the column cannot be had: /proc/keys shows only keys
     * that one may view, and containers hide it.
     */
    String timeLeft(int key);

    /** KEYCTL_INVALIDATE: the key is gone at once for everyone. */
    void invalidate(int key);

    /**
     * KEYCTL_GET_PERSISTENT: the persistent keyring of {@code uid} (-1: one's own), linked into {@code destination}.
     */
    int persistentKeyring(int uid, int destination);

    /**
     * The text of /proc/key-users: each user's quota, used and allowed; empty where it cannot be read, and in memory.
     */
    default Optional<String> keyUsers() {
        return Optional.empty();
    }

    /**
     * KEYCTL_CAPABILITIES (Linux 5.3): a bit for each feature that the kernel was built with, as the KEYCTL_CAPS
     * constants of include/uapi/linux/keyctl.h number them. A later kernel answers more bytes; EOPNOTSUPP before 5.3.
     */
    byte[] capabilities();

    /**
     * KEYCTL_PKEY_QUERY (Linux 4.20): what a key of type {@code asymmetric} can do, as the first
     * {@link #PKEY_QUERY_SIZE} bytes of struct keyctl_pkey_query, in the machine's byte order. EOPNOTSUPP for keys of
     * other types, and where the kernel has no such type; EINVAL where it has no arithmetic for the key's size or not
     * that encoding.
     *
     * @param info parameters as {@code key=value}, such as {@code enc=raw} (keyctl_pkey_query(3))
     */
    byte[] pkeyQuery(int key, byte[] info);

    /**
     * KEYCTL_PKEY_DECRYPT (Linux 4.20): the private key's operation on what lies between position and limit, which stay
     * as they are. The buffer given to {@code reader} is as that of {@link #read}.
     *
     * @param info as for {@link #pkeyQuery}; {@code enc=raw} is the bare operation, without padding
     */
    <T> T pkeyDecrypt(int key, byte[] info, ByteBuffer input, PayloadReader<T> reader);

    /**
     * A socket of the kernel's crypto API (AF_ALG), keyed with a key by its serial: ALG_SET_KEY_BY_KEY_SERIAL, Linux
     * 6.2, which asks for search permission and takes types {@code logon}, {@code user}, {@code encrypted} and
     * {@code trusted}. The kernel looks the key up in the calling thread's name; the socket then works in every thread,
     * also after the key has died.
     *
     * @param type {@code hash}, {@code skcipher} or {@code aead}
     * @param name the algorithm as /proc/crypto lists it, such as {@code gcm(aes)}
     * @param tagSize bytes of an aead's tag, 0 of other types
     */
    AlgorithmSocket algorithmSocket(String type, String name, int key, int tagSize);

    /** What uses a payload while it is there; it must not keep the buffer. */
    @FunctionalInterface
    interface PayloadReader<T> {
        T read(ByteBuffer payload);
    }
}
