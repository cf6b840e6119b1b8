package org.linuxkeyring.error;

/** What could not be done with a keyring, why, and what to do about it. Never carries a payload. */
public class KeyringException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public KeyringException(String message) {
        super(message);
    }

    public KeyringException(String message, Throwable cause) {
        super(message, cause);
    }
}
