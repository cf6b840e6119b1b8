package org.linuxkeyring.entry;

import java.security.KeyStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.linuxkeyring.spec.KeyringAttribute;

/**
 * When an entry's key expires: a note, stored among the entry's attributes, since the kernel does not tell it to the
 * second.
 *
 * @param instant to the second
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
