package org.linuxkeyring.error;

/**
 * The error numbers of the system calls on keys, and on sockets keyed with them, by name and in the order of their
 * numbers.
 *
 * <p>Sources: the ERRORS sections of add_key(2), request_key(2), keyctl(2) and of the pages on the single operations in
 * section 3; values from the kernel's include/uapi/asm-generic/errno-base.h and errno.h, which all supported
 * architectures use.
 */
public enum Errno {
    /** A seccomp filter refused the call, or a keyring is restricted, or the call needs a capability. */
    EPERM(1, "operation not permitted"),
    /** Another process removed the link first, or the kernel was built without the algorithm. */
    ENOENT(2, "not there"),
    /** A signal interrupted the call; the library repeats it, so that callers do not see this. */
    EINTR(4, "interrupted by a signal"),
    /** A helper program has not finished the key, or the key's backing store failed. */
    EIO(5, "input/output error"),
    /** The kernel's crypto is not ready for a moment. */
    EAGAIN(11, "not ready yet"),
    /** The kernel has no memory for the payload or message. */
    ENOMEM(12, "out of kernel memory"),
    /** The process does not possess the key, or the permission mask forbids the operation: keyrings(7). */
    EACCES(13, "the permission mask does not allow it"),
    /** An address is not the process's, which would be a defect of this library. */
    EFAULT(14, "bad address"),
    /** Another process made the keyring first, or it is restricted already. */
    EEXIST(17, "already exists"),
    /** The kernel was built without the key type. */
    ENODEV(19, "the key type is not available"),
    /** The serial is that of a key, where a keyring is wanted. */
    ENOTDIR(20, "not a keyring"),
    /** The kernel does not accept a name, size or number. */
    EINVAL(22, "invalid argument"),
    /** The keyring has as many links as it can hold, or the system has too many open files. */
    ENFILE(23, "the keyring, or the system's table of open files, is full"),
    /** The process has reached its limit of open files. */
    EMFILE(24, "too many open files in this process"),
    /** The link would close a cycle. */
    EDEADLK(35, "the link would make a keyring contain itself"),
    /** The kernel was built without keys, or a sandbox pretends that. */
    ENOSYS(38, "the kernel has no such system call"),
    /** The tree of keyrings is deeper than the kernel follows. */
    ELOOP(40, "keyrings nested too deeply"),
    /** The kernel lacks the algorithm of a key of type {@code asymmetric}. */
    ENOPKG(65, "the kernel lacks an algorithm that the payload needs"),
    /** The payload is not in its key type's format, or a tag does not match. */
    EBADMSG(74, "the payload is not what the key type parses"),
    /** The value does not fit into its buffer. */
    EOVERFLOW(75, "value too large"),
    /** The message is longer than a socket accepts at once. */
    EMSGSIZE(90, "message too long"),
    /** The kernel is older than Linux 6.2, which introduced keys on sockets. */
    ENOPROTOOPT(92, "the kernel has no such option of a socket"),
    /** The key type does not support the operation, such as reading a {@code logon} key. */
    EOPNOTSUPP(95, "not supported"),
    /** The kernel was built without AF_ALG, or a sandbox forbids it. */
    EAFNOSUPPORT(97, "the kernel has no such sockets"),
    /** The kernel's crypto did not answer. */
    ETIMEDOUT(110, "timed out"),
    /** The user's quota has no room for a new key or a larger payload; the numbers are in /proc/key-users. */
    EDQUOT(122, "the user's key quota is used up"),
    /** No search finds the key, or no key has the serial. */
    ENOKEY(126, "no such key"),
    /** The timeout of the key has passed, and the kernel has not collected it yet. */
    EKEYEXPIRED(127, "the key has expired"),
    /** The key was revoked, and the kernel has not collected it yet. */
    EKEYREVOKED(128, "the key was revoked"),
    /** A helper program refused to make the key: request_key(2). */
    EKEYREJECTED(129, "the key was rejected"),
    /** The library has no name for the number. */
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
