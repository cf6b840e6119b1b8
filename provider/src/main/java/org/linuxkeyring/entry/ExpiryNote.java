package org.linuxkeyring.entry;

import java.security.KeyStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When an entry's key expires: a note, stored among the entry's attributes, since the kernel does not tell it to the second.
 *
 * @param instant to the second
 */
public record ExpiryNote(Instant instant) implements KeyStore.Entry.Attribute {
    /** Of the project's own arc, from the UUID 7899d3a4-2c15-4106-938e-951483f2ee1b. */
    static final String OID = "2.25.160306073509033791166918372274610564635.1";

    public ExpiryNote {
        instant = instant.truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public String getName() {
        return OID;
    }

    @Override
    public String getValue() {
        return instant.toString();
    }
}
