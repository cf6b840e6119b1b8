package org.linuxkeyring.keystore.store;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keystore.settings.EntryPolicy;

/** Where a keystore's payloads are, and when a change reaches the keyring. */
public interface EntryStore {
    /** Whether there is a live key of that name. */
    boolean contains(KeyName name);

    /** Has a helper program make the key if there is none. */
    void request(KeyName name, byte[] calloutInfo);

    /** What {@code reader} makes of the payload; empty where there is no such key. */
    <T> Optional<T> read(KeyName name, PayloadReader<T> reader);

    /** The entry in a key, taken apart, for the caller to close; it knows where it was found. */
    Optional<StoredEntry> entry(KeyName name);

    /** The names of all live keys, as they are now. */
    List<KeyName> names();

    /** The live key in the keyrings that holds the entry, or that its next change will change. */
    Optional<KernelKey> key(KeyName name);

    /** The same, but only if the keyring that changes go to links it itself: what lies elsewhere is for reading. */
    Optional<KernelKey> own(KeyName name);

    /** What an entry that is replaced keeps where a new policy leaves it open; empty where none would be replaced. */
    Optional<EntryPolicy> kept(KeyName name);

    /**
     * Refuses to put a key which a search would not find, before anything is written.
     *
     * @param ahead a key that the alias stands for rather than for this one, if there is any such key
     * @throws KeyringException naming the keyring in the way
     */
    void requireFindable(KeyName name, Optional<KeyName> ahead);

    /**
     * Refuses to remove a key of that name if a search would find one still, in another keyring.
     *
     * @throws KeyringException naming that keyring
     */
    void requireGone(KeyName name);

    /**
     * Gives the kernel a key to hold for an entry, which the caller then puts.
     *
     * @throws KeyringException where it cannot, or where changes are not carried out at once
     */
    default void hold(KeyName held, ByteBuffer key, EntryPolicy policy) {
        throw new KeyringException("the kernel takes a key at once or not at all. Set writes=immediate");
    }

    /** By which to tell that nothing has changed; empty where that takes asking for the entries one by one. */
    default Optional<KeyringSnapshot> snapshot() {
        return Optional.empty();
    }

    /** Makes the key, or replaces the payload of the one that the keyring which changes go to links itself. */
    void put(KeyName name, ByteBuffer payload, EntryPolicy policy);

    /** Takes a key out of the keyring that changes go to; false where that links none of this name itself. */
    boolean remove(KeyName name);

    /** Carries out what was kept back, where anything is. */
    default void flush() {
        // Changes are carried out at once, or there are none.
    }

    /** Undoes what a refused change has begun. Another refusal here must not hide the one that is told. */
    static void undo(Exception refused, Runnable undoing) {
        try {
            undoing.run();
        } catch (KeyringException e) {
            refused.addSuppressed(e);
        }
    }
}
