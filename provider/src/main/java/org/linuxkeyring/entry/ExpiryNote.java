package org.linuxkeyring.entry;

import java.security.KeyStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.linuxkeyring.spec.KeyringAttribute;

/**
 * The time at which an entry's key expires. It is stored among the entry's attributes, because /proc/keys rounds it to
 * larger units than seconds.
 *
 * @param instant the time, to the second
 */
public record ExpiryNote(Instant instant) implements KeyStore.Entry.Attribute {
    static final String OID = KeyringAttribute.EXPIRY.oid();

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
