package org.linuxkeyring.error;

/**
 * The key in the kernel under which entries are sealed (docs/SEALED.md) cannot be made, is missing, is another one, or
 * is not used by the kernel. The message tells what is locked from what is lost.
 */
public class KeyEncryptionKeyException extends KeyringException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message which key it is, why it cannot be used, and what to do about it
     * @param cause the kernel's answer; null if it is not one
     */
    public KeyEncryptionKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
