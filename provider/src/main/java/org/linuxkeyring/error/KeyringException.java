package org.linuxkeyring.error;

/**
 * The failure of an operation on a keyring: what could not be done, why, and the remedy. The message never contains a
 * payload.
 */
public class KeyringException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception without a cause.
     *
     * @param message what could not be done, why, and what to do about it
     */
    public KeyringException(String message) {
        super(message);
    }

    /**
     * Makes an exception with a cause.
     *
     * @param message what could not be done, why, and what to do about it
     * @param cause the cause; null if it is not an exception
     */
    public KeyringException(String message, Throwable cause) {
        super(message, cause);
    }
}
