package org.linuxkeyring.error;

/**
 * The remedies for refusals of the kernel's crypto sockets, where an errno means something other than for a key.
 *
 * <p>Sources: the kernel's crypto/af_alg.c and algif_*.c, Documentation/crypto/userspace-if.rst, socket(7).
 */
final class AlgorithmRemedies {
    static final String MISSING = "This needs AF_ALG sockets: a kernel built with CONFIG_CRYPTO_USER_API_HASH,"
            + " CONFIG_CRYPTO_USER_API_SKCIPHER and"
            + " CONFIG_CRYPTO_USER_API_AEAD, its module (`modprobe af_alg`), and no sandbox that keeps them"
            + " away, such as"
            + " systemd's RestrictAddressFamilies= without AF_ALG.";

    private static final String FORBIDDEN =
            "A container's seccomp filter or a security module stops AF_ALG sockets, as containers' default"
                    + " profiles do of late:"
                    + " allow socket(2) with address family 38 (AF_ALG) there.";

    private static final String NO_ALGORITHM =
            "The kernel has no such algorithm, or no sockets for its kind: load the modules (`modprobe algif_hash`,"
                    + " `algif_skcipher`,"
                    + " `algif_aead`, `gcm`), or use a kernel with CONFIG_CRYPTO_USER_API_HASH,"
                    + " CONFIG_CRYPTO_USER_API_SKCIPHER and"
                    + " CONFIG_CRYPTO_USER_API_AEAD.";

    private AlgorithmRemedies() {}

    static boolean isKnown(String operation, Errno errno) {
        return !of(operation, errno).isEmpty();
    }

    /** Returns the remedy; the empty string if there is nothing to add to {@link Remedies}. */
    static String of(String operation, Errno errno) {
        return switch (operation) {
            case "socket" -> socket(errno);
            case "bind" -> errno == Errno.ENOENT ? NO_ALGORITHM : forbidden(errno);
            case "ALG_SET_KEY_BY_KEY_SERIAL" -> key(errno);
            case "ALG_SET_AEAD_AUTHSIZE" -> errno == Errno.EINVAL ? "A tag of GCM has 12 to 16 bytes." : "";
            case "sendmsg", "read" -> message(errno);
            default -> "";
        };
    }

    private static String socket(Errno errno) {
        return errno == Errno.ENFILE
                ? "The whole system has too many open files: close some, or raise the sysctl fs.file-max."
                : forbidden(errno);
    }

    private static String forbidden(Errno errno) {
        return errno == Errno.EPERM || errno == Errno.EACCES ? FORBIDDEN : "";
    }

    private static String key(Errno errno) {
        return switch (errno) {
            case EINVAL -> "The algorithm does not take a key of this length: AES takes 16, 24 or 32 bytes.";
            case ENOPROTOOPT ->
                "To use a key by its serial takes Linux 6.2 with CONFIG_KEYS, and a key of type logon, user,"
                        + " encrypted or trusted.";
            case EACCES ->
                "Who does not possess a key may only view it, even its owner: link its keyring into the session keyring"
                        + " (`keyctl link @u @s`), or grant search permission (`keyctl setperm`).";
            default -> "";
        };
    }

    private static String message(Errno errno) {
        return switch (errno) {
            case EBADMSG -> "The tag does not match: another key or IV was used, or the data was changed.";
            case ENOMEM -> "Split the data into smaller messages, or raise the sysctl net.core.optmem_max.";
            default -> "";
        };
    }
}
