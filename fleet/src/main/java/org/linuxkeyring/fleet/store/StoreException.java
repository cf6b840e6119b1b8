package org.linuxkeyring.fleet.store;

import java.io.IOException;

/** A request that the store has not carried out, as far as is known: one that was not answered may have been. */
public final class StoreException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why a request failed. */
    public enum Reason {
        /** No server answers, or those that do have no majority. */
        UNAVAILABLE,
        /** The user is unknown, or may not do this. */
        REFUSED,
        /** The store has no space left (etcd's alarm NOSPACE). */
        FULL,
        /** There are more or longer keys and values than the caller takes. */
        TOO_MANY
    }

    private final Reason reason;

    public StoreException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    static StoreException tooMany(String prefix, int most) {
        return new StoreException(
                Reason.TOO_MANY,
                "There are more than " + most + " keys below " + prefix + ", and no more are taken. Delete those that"
                        + " are not this fleet's",
                null);
    }

    static StoreException tooLarge(String prefix, long most) {
        return new StoreException(
                Reason.TOO_MANY,
                "The keys and values below " + prefix + " have more than " + (most >> 20) + " MiB, and this program"
                        + " takes no more with its memory. Delete those that are not this fleet's, or give it more"
                        + " (java -Xmx)",
                null);
    }

    public Reason reason() {
        return reason;
    }
}
