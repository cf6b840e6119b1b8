package org.linuxkeyring.fleet.follow;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Policy;

/** Where published entries are set: the keyrings of the users that they are for. */
public interface Destination extends AutoCloseable {
    /**
     * Sets an entry with its mask and timeout, which it has from the first moment, or changes nothing.
     *
     * @param lifetime whole seconds after which the kernel ends the entry
     * @throws GeneralSecurityException if it cannot be set; the message says why
     */
    void set(EntryName name, KeyStore.Entry entry, Policy policy, Duration lifetime) throws GeneralSecurityException;

    /**
     * Lets an entry live on.
     *
     * @return false if there is no such entry any more
     * @throws GeneralSecurityException if the kernel refuses
     */
    boolean prolong(EntryName name, Policy policy, Duration lifetime) throws GeneralSecurityException;

    /** Returns whose keyrings those of a policy's user are; empty for the user that the service runs as. */
    default Optional<String> place(Optional<String> user) {
        return user;
    }

    /** Removes an entry, if it is there. */
    void remove(EntryName name, Policy policy) throws GeneralSecurityException;

    @Override
    default void close() {}
}
