package org.linuxkeyring.fleet.message;

/** The reason why a message is refused. It names no secret. */
public final class MessageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean isOfKey;

    public MessageException(String message) {
        this(message, null);
    }

    MessageException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private MessageException(String message, Throwable cause, boolean isOfKey) {
        super(message, cause);
        this.isOfKey = isOfKey;
    }

    /** Returns a refusal of the recipient's key. */
    static MessageException ofKey(String why, Throwable cause) {
        return new MessageException("The machine's key cannot be used: " + why, cause, true);
    }

    /** Returns whether nothing may be wrong with the message: the recipient's key could not be used, and may later. */
    public boolean isOfKey() {
        return isOfKey;
    }
}
