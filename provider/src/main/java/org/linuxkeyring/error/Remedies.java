package org.linuxkeyring.error;

/**
 * The remedies for the kernel's refusals, as advice to a person.
 *
 * <p>Sources: add_key(2), request_key(2), keyctl(2), keyrings(7), the keyctl_*(3) pages, and the kernel's behaviour as
 * the contract tests of the kernel port state it.
 */
final class Remedies {
    private static final String RESTRICT = "KEYCTL_RESTRICT_KEYRING";

    private Remedies() {}

    /** Returns one or two sentences, or the empty string if there is no advice. */
    static String of(String operation, Errno errno) {
        if (AlgorithmRemedies.isKnown(operation, errno)) {
            return AlgorithmRemedies.of(operation, errno);
        }
        return switch (errno) {
            case EPERM -> notPermitted(operation);
            case ENOENT -> notThere(operation);
            case EINTR, EAGAIN -> "Try again.";
            case EIO -> "The key is not instantiated yet or its backing store failed; see `dmesg` and try again.";
            case ENOMEM -> "Free kernel memory, or store a smaller payload.";
            case EACCES -> denied(operation);
            case EFAULT -> "This is a defect of the library; please report it.";
            case EEXIST -> exists(operation);
            case ENODEV ->
                "This kernel has no such key type: see the types in use in /proc/keys, load its module"
                        + " (`modprobe`), or use"
                        + " type user.";
            case ENOTDIR -> "Give the serial or the special ID of a keyring here, not that of another key.";
            case EINVAL -> invalid(operation);
            case ENFILE -> "Remove links from the keyring, or put new ones into a keyring below it.";
            case EMFILE -> "Close what is open and not needed, or raise the limit (`ulimit -n`, LimitNOFILE=).";
            case EDEADLK -> circular(operation);
            case ENOSYS ->
                "The kernel was built without CONFIG_KEYS, or a sandbox or QEMU's user mode hides the key system calls:"
                        + " use another kernel or sandbox, or the machine's own platform, or ask for"
                        + " backend=memory.";
            case ELOOP -> "The kernel follows keyrings six levels down: link the tree higher up, or make it less deep.";
            case ENOPKG -> "Load the crypto module of the algorithm (`modprobe`), or use a key of another algorithm.";
            case EBADMSG ->
                "Give the key type the format it parses (asymmetric: X.509 or PKCS#8 in DER, where the kernel has the"
                        + " parser), or use type user.";
            case EOVERFLOW, EMSGSIZE -> "Give less data in one call.";
            case ENOPROTOOPT, EAFNOSUPPORT -> AlgorithmRemedies.MISSING;
            case EOPNOTSUPP -> unsupported(operation);
            case ETIMEDOUT -> "See `dmesg` for the kernel's crypto modules and try again.";
            case EDQUOT ->
                "See the numbers used and allowed in /proc/key-users; remove keys, or raise the sysctls"
                        + " kernel.keys.maxkeys"
                        + " and kernel.keys.maxbytes (root: root_maxkeys, root_maxbytes). Right after removing"
                        + " keys, try"
                        + " again: the kernel gives their quota back a moment later.";
            case ENOKEY -> missing(operation);
            case EKEYEXPIRED ->
                "Its timeout has passed: store it anew, with a longer timeout if need be (`keyctl timeout`).";
            case EKEYREVOKED -> revoked(operation);
            case EKEYREJECTED ->
                "The program that should have made the key refused to (see /etc/request-key.conf), or it does not"
                        + " match what"
                        + " a keyring or signature demands.";
            case UNKNOWN -> "";
        };
    }

    private static String notPermitted(String operation) {
        return switch (operation) {
            case "KEYCTL_GET_PERSISTENT" ->
                "Another user's persistent keyring needs CAP_SETUID: ask for your own (-1), or run as root.";
            default ->
                "Types, and names of keyrings, that begin with '.' are the kernel's own, and a restricted keyring takes"
                        + " only keys it trusts. If neither is the case, a container's seccomp filter stops the"
                        + " call: allow"
                        + " add_key, request_key and keyctl in its profile, or ask for backend=memory.";
        };
    }

    private static String notThere(String operation) {
        return switch (operation) {
            case RESTRICT ->
                "Keys of this type restrict no keyring: set restriction=reject, or one of type asymmetric.";
            // Without callout info the kernel does not return this number (security/keys/request_key.c).
            case "request_key" ->
                "No helper program is installed: the kernel has no /sbin/request-key to start. Install keyutils"
                        + " (`apt-get"
                        + " install keyutils`), in a container on its host, or do without the setting callout. If it is"
                        + " installed, the helper itself has refused with this number.";
            default -> "The keyring does not link this key; list what it links with `keyctl list`.";
        };
    }

    private static String exists(String operation) {
        return operation.equals(RESTRICT)
                ? "The keyring is restricted already, which cannot be changed: make another keyring."
                : "Use what exists already, or remove it first.";
    }

    private static String circular(String operation) {
        return operation.equals(RESTRICT)
                ? "Two keyrings cannot restrict each other: name the serial of a keyring that this one does not"
                        + " restrict."
                : "Link a keyring that does not lead back to this one.";
    }

    private static String missing(String operation) {
        String gone = "The key or keyring does not exist, or was removed meanwhile; see `keyctl show` and /proc/keys.";
        return operation.equals(RESTRICT)
                ? "The kernel does not have the restriction's key type, or there is no key of the serial it names. "
                        + gone
                : gone;
    }

    private static String revoked(String operation) {
        return operation.equals("KEYCTL_GET_KEYRING_ID")
                ? "A session keyring is revoked when its login session ends: start the process in a new session"
                        + " (`keyctl session - java ...`)."
                : "It cannot come back: store a new one in its place, or unlink it.";
    }

    private static String denied(String operation) {
        String possession =
                "Who does not possess a key may only view it, even its owner: link its keyring into the session"
                        + " keyring (`keyctl link @u @s`)";
        return switch (operation) {
            case "add_key", "request_key", "KEYCTL_CLEAR", "KEYCTL_UNLINK", "KEYCTL_UPDATE", "KEYCTL_GET_PERSISTENT" ->
                possession + ", or grant write permission (`keyctl setperm`).";
            case "KEYCTL_READ" -> possession + ", or grant read permission (`keyctl setperm`).";
            case "KEYCTL_DESCRIBE" -> possession + ", or grant view permission (`keyctl setperm`).";
            case "KEYCTL_LINK" ->
                possession + ", or grant link permission on the key and write permission on the keyring"
                        + " (`keyctl setperm`).";
            case "KEYCTL_MOVE" ->
                possession + ", or grant link permission on the key and write permission on both keyrings"
                        + " (`keyctl setperm`).";
            case "KEYCTL_SEARCH",
                    "KEYCTL_GET_KEYRING_ID",
                    "KEYCTL_INVALIDATE",
                    "KEYCTL_JOIN_SESSION_KEYRING",
                    "KEYCTL_PKEY_QUERY",
                    "KEYCTL_PKEY_DECRYPT" -> possession + ", or grant search permission (`keyctl setperm`).";
            case "KEYCTL_CHOWN" ->
                "A new owner, or a group that one is not in, needs CAP_SYS_ADMIN, and the key must be possessed"
                        + " with setattr"
                        + " permission (`keyctl link @u @s`, `keyctl setperm`).";
            default -> possession + ", or grant setattr permission (`keyctl setperm`).";
        };
    }

    private static String invalid(String operation) {
        return switch (operation) {
            case "add_key" ->
                "A description has 1 to 4095 bytes, of type logon with a prefix `service:`; a payload of type user"
                        + " or logon"
                        + " has 1 to 32767 bytes, that of a keyring none. Larger ones need type big_key (1 MiB).";
            case "request_key", "KEYCTL_SEARCH" ->
                "A description has at most 4095 bytes, a type name 1 to 31, callout info less than a page.";
            case "KEYCTL_UPDATE" ->
                "An update takes 1 byte to a page (4096 bytes): add the key anew under its description instead, which"
                        + " updates it too.";
            case RESTRICT ->
                "A restriction by keys of type asymmetric is builtin_trusted, builtin_and_secondary_trusted or"
                        + " key_or_keyring:SERIAL, perhaps with :chain behind it.";
            case "KEYCTL_SETPERM" -> "A mask has only the bits of 0x3f3f3f3f.";
            case "KEYCTL_CHOWN" ->
                "The user namespace of a container may lack the user or group: name one of /proc/self/uid_map and"
                        + " gid_map.";
            case "KEYCTL_JOIN_SESSION_KEYRING" -> "A name has 1 to 4095 bytes.";
            case "KEYCTL_PKEY_QUERY" ->
                "The kernel calculates with RSA keys of 512, 1024, 1536, 2048, 3072 and 4096 bits, in FIPS mode of"
                        + " the last"
                        + " three: make one of these sizes, or keep the key readable, in type user.";
            case "KEYCTL_PKEY_DECRYPT" ->
                "The input is larger than the key's modulus: give what was encrypted with the public key that"
                        + " belongs to it.";
            default -> "Serials are positive, special keyring IDs are -1 (@t) to -5 (@us).";
        };
    }

    private static String unsupported(String operation) {
        return switch (operation) {
            case "KEYCTL_READ" ->
                "Keys of this type can be used but not read, which is their purpose: use type user for a payload to"
                        + " be read"
                        + " back.";
            case "KEYCTL_UPDATE" ->
                "Keys of this type cannot be updated: add a new key under the same description, which displaces the old"
                        + " one.";
            case "KEYCTL_PKEY_QUERY", "KEYCTL_PKEY_DECRYPT" ->
                "Only a key of type asymmetric can do this, in a kernel that was built with CONFIG_ASYMMETRIC_KEY_TYPE,"
                        + " CONFIG_ASYMMETRIC_PUBLIC_KEY_SUBTYPE and CONFIG_PKCS8_PRIVATE_KEY_PARSER: use such a"
                        + " kernel, or"
                        + " keep the key readable, in type user.";
            case "add_key", "KEYCTL_LINK", "KEYCTL_MOVE" ->
                "The keyring is restricted to keys of type asymmetric (`keyctl restrict_keyring`): use another"
                        + " keyring.";
            case RESTRICT -> "Restrictions need Linux 4.12.";
            default ->
                "The key type or this kernel does not have the operation (persistent keyrings need"
                        + " CONFIG_PERSISTENT_KEYRINGS).";
        };
    }
}
