package org.linuxkeyring.fleet.message;

import java.security.ProviderException;

/** The reason why a message is refused. It names no secret. */
public final class MessageException extends Exception {
    private static final long serialVersionUID = 1L;

    public MessageException(String message) {
        super(message);
    }

    MessageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns whether nothing may be wrong with the message: the recipient's key could not be used, and may later. */
    public boolean isOfKey() {
        return getCause() instanceof ProviderException;
    }
}
