package org.linuxkeyring.kernel;

import org.linuxkeyring.error.KeyctlException;

/** A key system call that the kernel refused, where it is met. Applications catch it as a KeyctlException. */
public final class RefusedCall extends KeyctlException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes a failure with the remedy that is usual for it.
     *
     * @param operation the call as the man pages name it, such as {@code add_key} or {@code KEYCTL_READ}
     * @param errno the error number, positive
     * @param subject what the call was about (an alias, a keyring), never a payload
     */
    public RefusedCall(String operation, int errno, String subject) {
        super(operation, errno, subject);
    }
}
