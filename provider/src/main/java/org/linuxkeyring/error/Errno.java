package org.linuxkeyring.error;

/**
 * The error numbers that the system calls on keys, and on sockets keyed with them, return, by name and in the order of
 * their numbers.
 *
 * <p>Sources: the ERRORS sections of add_key(2), request_key(2), keyctl(2) and of the pages on the single operations in
 * section 3; values from the kernel's include/uapi/asm-generic/errno-base.h and errno.h, which all supported
 * architectures use.
 */
public enum Errno {
    /** By a seccomp filter, of a restricted keyring, or of what takes a capability. */
    EPERM(1, "operation not permitted"),
    /** Of a link that another process removed first, or of an algorithm that the kernel was built without. */
    ENOENT(2, "not there"),
    /** By a signal; the call is repeated, so that callers do not see it. */
    EINTR(4, "interrupted by a signal"),
    /** Of a key that its helper program has not finished, or whose backing store failed. */
    EIO(5, "input/output error"),
    /** By the crypto of the kernel, for a moment. */
    EAGAIN(11, "not ready yet"),
    /** Of a payload or message that the kernel has no room for. */
    ENOMEM(12, "out of kernel memory"),
    /** Of a key that the process does not possess, or whose mask forbids it: keyrings(7). */
    EACCES(13, "the permission mask does not allow it"),
    /** Of an address that is not the process's, which would be a defect of this library. */
    EFAULT(14, "bad address"),
    /** Of a keyring that another process made first, or that is restricted already. */
    EEXIST(17, "already exists"),
    /** Of a key type that this kernel was built without. */
    ENODEV(19, "the key type is not available"),
    /** Of a serial that names a key where a keyring is wanted. */
    ENOTDIR(20, "not a keyring"),
    /** Of a name, size or number that the kernel does not take. */
    EINVAL(22, "invalid argument"),
    /** Of a keyring with as many links as it can hold, or a system with too many open files. */
    ENFILE(23, "the keyring, or the system's table of open files, is full"),
    /** Of a socket, where the process has reached its limit of open files. */
    EMFILE(24, "too many open files in this process"),
    /** Of a link that would close a circle. */
    EDEADLK(35, "the link would make a keyring contain itself"),
    /** Of a kernel without keys, or by a sandbox that says so. */
    ENOSYS(38, "the kernel has no such system call"),
    /** Of a tree of keyrings that is deeper than the kernel follows. */
    ELOOP(40, "keyrings nested too deeply"),
    /** Of a key of type {@code asymmetric} whose algorithm is not there. */
    ENOPKG(65, "the kernel lacks an algorithm that the payload needs"),
    /** Of a payload that is not of its key type's format, or of a tag that does not match. */
    EBADMSG(74, "the payload is not what the key type parses"),
    /** Of a value that its buffer cannot hold. */
    EOVERFLOW(75, "value too large"),
    /** Of a message that is longer than a socket takes at once. */
    EMSGSIZE(90, "message too long"),
    /** Of keys on sockets before Linux 6.2. */
    ENOPROTOOPT(92, "the kernel has no such option of a socket"),
    /** Of a key type without the operation, such as reading a {@code logon} key. */
    EOPNOTSUPP(95, "not supported"),
    /** Of a kernel or sandbox without AF_ALG. */
    EAFNOSUPPORT(97, "the kernel has no such sockets"),
    /** By the crypto of the kernel, which did not answer. */
    ETIMEDOUT(110, "timed out"),
    /** Of a new key or a larger payload; the numbers are in /proc/key-users. */
    EDQUOT(122, "the user's key quota is used up"),
    /** Of a key that no search finds, or a serial that is gone. */
    ENOKEY(126, "no such key"),
    /** Of a key whose timeout has passed and that the kernel has not collected yet. */
    EKEYEXPIRED(127, "the key has expired"),
    /** Of a key that was revoked and that the kernel has not collected yet. */
    EKEYREVOKED(128, "the key was revoked"),
    /** Of a key that a helper program refused to make: request_key(2). */
    EKEYREJECTED(129, "the key was rejected"),
    /** Any number that this library gives no name. */
    UNKNOWN(-1, "unknown error");

    private final int number;
    private final String meaning;

    Errno(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** {@return the number as the kernel returns it, positive; -1 for {@link #UNKNOWN}} */
    public int number() {
        return number;
    }

    /** {@return what the number means for a key or keyring, in a few words} */
    public String meaning() {
        return meaning;
    }

    /**
     * Finds the name of a number.
     *
     * @param number as the kernel returns it, positive
     * @return the constant with this number, or {@link #UNKNOWN}
     */
    public static Errno of(int number) {
        for (Errno errno : values()) {
            if (errno.number == number) {
                return errno;
            }
        }
        return UNKNOWN;
    }
}
