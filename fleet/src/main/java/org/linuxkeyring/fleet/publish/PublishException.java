package org.linuxkeyring.fleet.publish;

/** The reason why a publisher does not do what it was asked, with the remedy. */
public final class PublishException extends Exception {
    private static final long serialVersionUID = 1L;

    PublishException(String message) {
        super(message);
    }

    PublishException(String message, Throwable cause) {
        super(message, cause);
    }
}
