package org.linuxkeyring.kernel;

/** The keyctl(2) operations that are used, named as in the man page and numbered as in include/uapi/linux/keyctl.h. */
public enum Operation {
    KEYCTL_GET_KEYRING_ID(0),
    KEYCTL_JOIN_SESSION_KEYRING(1),
    KEYCTL_UPDATE(2),
    KEYCTL_REVOKE(3),
    KEYCTL_CHOWN(4),
    KEYCTL_SETPERM(5),
    KEYCTL_DESCRIBE(6),
    KEYCTL_CLEAR(7),
    KEYCTL_LINK(8),
    KEYCTL_UNLINK(9),
    KEYCTL_SEARCH(10),
    KEYCTL_READ(11),
    KEYCTL_SET_TIMEOUT(15),
    KEYCTL_INVALIDATE(21),
    KEYCTL_GET_PERSISTENT(22),
    KEYCTL_PKEY_QUERY(24),
    KEYCTL_PKEY_DECRYPT(26),
    KEYCTL_RESTRICT_KEYRING(29),
    KEYCTL_MOVE(30),
    KEYCTL_CAPABILITIES(31);

    private final int code;

    Operation(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
