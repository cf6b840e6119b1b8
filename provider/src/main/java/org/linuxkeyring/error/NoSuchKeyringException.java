package org.linuxkeyring.error;

/** The keyring that a setting or an argument names does not exist. Another keyring on the way to it may not either. */
public class NoSuchKeyringException extends KeyringException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception without a cause.
     *
     * @param message which keyring does not exist, and what to do about it
     */
    public NoSuchKeyringException(String message) {
        super(message);
    }

    /**
     * Makes an exception with a cause.
     *
     * @param message which keyring does not exist, and what to do about it
     * @param cause the kernel's answer
     */
    public NoSuchKeyringException(String message, KeyctlException cause) {
        super(message, cause);
    }
}
