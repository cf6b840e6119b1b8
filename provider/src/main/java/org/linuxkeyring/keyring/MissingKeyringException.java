package org.linuxkeyring.keyring;

import org.linuxkeyring.error.NoSuchKeyringException;

/**
 * A keyring that could be made does not exist. Its message says how to make it, for which a program that only reads or
 * removes has no use.
 */
public final class MissingKeyringException extends NoSuchKeyringException {
    private static final long serialVersionUID = 1L;

    private final String fact;
    private final String place;

    MissingKeyringException(String fact, String place, String remedy) {
        super(fact + ". " + remedy);
        this.fact = fact;
        this.place = place;
    }

    /** Returns which keyring does not exist, without what to do about it. */
    public String fact() {
        return fact;
    }

    /** Returns the keyring in which it is missing; empty for the keyrings of the process. */
    public String place() {
        return place;
    }
}
