package org.linuxkeyring.opaque;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStore.Entry.Attribute;
import java.util.Set;
import org.linuxkeyring.event.EntryName;

/** The place of a key, from which it is read for each operation. Two sources are equal if they have the same key. */
public interface KeySource {
    /**
     * Reads the key by one lookup and one read.
     *
     * @throws InvalidKeyException if the key is not there any more, or another is in its place, with the reason and the
     *     remedy
     */
    Key read() throws InvalidKeyException;

    /** Returns the entry whose key it is. */
    EntryName entry();

    /** Returns the attributes that describe the key's place; empty for none. */
    Set<Attribute> attributes();

    /** Wipes the password, if there is one; the key cannot be read by this object any more. */
    void destroy();

    boolean isDestroyed();

    /** Returns the place for a message. */
    @Override
    String toString();
}
