package org.linuxkeyring.error;

/**
 * The error numbers that the system calls on keys, and on sockets keyed with them, return, by name and in the order of their numbers.
 *
 * <p>Sources: the ERRORS sections of add_key(2), request_key(2), keyctl(2) and of the pages on the single operations in
 * section 3; values from the kernel's include/uapi/asm-generic/errno-base.h and errno.h, which all supported architectures
 * use.
 */
public enum Errno {
    EPERM(1, "operation not permitted"),
    ENOENT(2, "no such link or algorithm"),
    EINTR(4, "interrupted by a signal"),
    EIO(5, "input/output error"),
    EAGAIN(11, "not ready yet"),
    ENOMEM(12, "out of kernel memory"),
    EACCES(13, "the permission mask does not allow it"),
    EFAULT(14, "bad address"),
    EEXIST(17, "already exists"),
    ENODEV(19, "the key type is not available"),
    ENOTDIR(20, "not a keyring"),
    EINVAL(22, "invalid argument"),
    ENFILE(23, "the keyring, or the system's table of open files, is full"),
    EMFILE(24, "too many open files in this process"),
    EDEADLK(35, "the link would make a keyring contain itself"),
    ENOSYS(38, "the kernel has no such system call"),
    ELOOP(40, "keyrings nested too deeply"),
    ENOPKG(65, "the kernel lacks an algorithm that the payload needs"),
    EBADMSG(74, "the payload is not what the key type parses"),
    EOVERFLOW(75, "value too large"),
    EMSGSIZE(90, "message too long"),
    ENOPROTOOPT(92, "the kernel has no such option of a socket"),
    EOPNOTSUPP(95, "not supported"),
    EAFNOSUPPORT(97, "the kernel has no such sockets"),
    ETIMEDOUT(110, "timed out"),
    EDQUOT(122, "the user's key quota is used up"),
    ENOKEY(126, "no such key"),
    EKEYEXPIRED(127, "the key has expired"),
    EKEYREVOKED(128, "the key was revoked"),
    EKEYREJECTED(129, "the key was rejected"),
    /** Any number that this library gives no name. */
    UNKNOWN(-1, "unknown error");

    private final int number;
    private final String meaning;

    Errno(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** The number as the kernel returns it, positive; -1 for {@link #UNKNOWN}. */
    public int number() {
        return number;
    }

    /** What the number means for a key or keyring, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** The constant with this number, or {@link #UNKNOWN}. */
    public static Errno of(int number) {
        for (Errno errno : values()) {
            if (errno.number == number) {
                return errno;
            }
        }
        return UNKNOWN;
    }
}
