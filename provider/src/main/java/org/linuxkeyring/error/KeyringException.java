package org.linuxkeyring.error;

/** What could not be done with a keyring, why, and what to do about it. Never carries a payload. */
public class KeyringException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * An exception without a cause.
     *
     * @param message what could not be done, why, and what to do about it
     */
    public KeyringException(String message) {
        super(message);
    }

    /**
     * An exception that another one led to.
     *
     * @param message what could not be done, why, and what to do about it
     * @param cause what led to it; null for nothing that is an exception
     */
    public KeyringException(String message, Throwable cause) {
        super(message, cause);
    }
}
