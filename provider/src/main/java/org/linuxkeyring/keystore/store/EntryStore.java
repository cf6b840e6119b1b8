package org.linuxkeyring.keystore.store;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.TimesLeft;
import org.linuxkeyring.keystore.settings.EntryPolicy;

/** The place where a keystore's payloads are kept, which also decides when a change reaches the keyring. */
public interface EntryStore {
    /**
     * Returns whether an entry may have this name, so that the kernel is asked. A keyring contains entries, and is none
     * itself: to delete the alias {@code %keyring:NAME} must not end a keyring with all that it links.
     */
    static boolean mayBeEntry(KeyName name) {
        return name.description().isLegal() && !name.type().equals(KeyType.KEYRING);
    }

    /** Returns whether there is a live key of that name. */
    boolean contains(KeyName name);

    /** Returns whether the entry of that name is one that waits for {@link #flush}. */
    default boolean isStaged(KeyName name) {
        return false;
    }

    /** Asks the kernel to have a helper program make the key, if there is none (request_key(2)). */
    void request(KeyName name, byte[] calloutInfo);

    /** Returns what {@code reader} makes of the payload; empty if there is no such key. */
    <T> Optional<T> read(KeyName name, PayloadReader<T> reader);

    /** Returns the decoded entry in a key, with the place where it was found; the caller closes it. */
    Optional<StoredEntry> entry(KeyName name);

    /** Returns the name of the held key that an entry notes, which proves nothing; empty for a malformed one, too. */
    default Optional<KeyName> noted(KeyName name) {
        try (StoredEntry stored = entry(name).orElse(null)) {
            return Optional.ofNullable(stored).flatMap(HeldName::noted);
        } catch (MalformedEntryException e) {
            return Optional.empty();
        }
    }

    /** Returns the names of all live keys, as they are now. */
    List<KeyName> names();

    /**
     * Returns the live key in the keyrings that holds the entry, or the key that the entry's staged change will
     * replace.
     */
    Optional<KernelKey> key(KeyName name);

    /**
     * Returns the same key, but only if the keyring that changes go to links it itself: keys in other keyrings are only
     * read.
     */
    Optional<KernelKey> own(KeyName name);

    /**
     * Returns what an entry keeps when it is replaced by a policy that leaves attributes open; empty if no entry would
     * be replaced.
     */
    default Optional<EntryPolicy> kept(KeyName name) {
        return kept(name, TimesLeft.EACH);
    }

    /** Returns the same, with the time that the entry's key has left from one reading for many. */
    Optional<EntryPolicy> kept(KeyName name, TimesLeft times);

    /**
     * Refuses, before anything is written, to put a key that a search would not find.
     *
     * @param ahead the name of a key that, if it exists, the alias stands for instead of this key
     * @throws KeyringException if another key would be found instead; the message names the keyring of that key
     */
    void requireFindable(KeyName name, Optional<KeyName> ahead);

    /**
     * Refuses to remove a key of that name if a search would then find another one in another keyring.
     *
     * @throws KeyringException if so; the message names that keyring
     */
    void requireGone(KeyName name);

    /**
     * Gives the kernel a key to hold for an entry, which the caller then puts.
     *
     * @throws KeyringException if the kernel cannot hold the key, or if changes are not carried out at once
     */
    default void hold(KeyName held, ByteBuffer key, EntryPolicy policy) {
        throw new KeyringException("the kernel takes a key at once or not at all. Set writes=immediate");
    }

    /**
     * Returns how a new secret key is made that the kernel is to hold.
     *
     * @param bytes the size of the key
     * @param master the master key under which the kernel encrypts the key, such as {@code trusted:kmk}
     * @param isSealed whether the keystore seals what is set
     * @throws KeyringException if the key cannot be made, or if changes are not carried out at once
     */
    default SecretMaking making(int bytes, Optional<String> master, boolean isSealed) {
        throw new KeyringException("the kernel makes a key at once or not at all. Set writes=immediate");
    }

    /**
     * Returns a snapshot by which a caller can tell that nothing has changed; empty if the caller has to ask for the
     * entries one by one instead.
     */
    default Optional<KeyringSnapshot> snapshot() {
        return keyring().flatMap(KeyringSnapshot::at);
    }

    /** Returns the keyring of the entries, if they are those of one keyring and nothing else. */
    default Optional<Keyring> keyring() {
        return Optional.empty();
    }

    /**
     * Makes the key or, if the keyring that changes go to links a key of this name itself, replaces the payload of that
     * key.
     */
    void put(KeyName name, ByteBuffer payload, EntryPolicy policy);

    /**
     * Unlinks a key from the keyring that changes go to; returns false if that keyring links no key of this name
     * itself.
     */
    boolean remove(KeyName name);

    /** Gives a short timeout to the keys that a killed process has left of an earlier try to put an entry. */
    default void retireLeftovers(KeyName entry) {
        // The kernel alone holds keys.
    }

    /** Carries out the staged changes, if there are any. */
    default void flush() {
        // Other stores than StagedEntries carry out changes at once, or refuse them.
    }

    /**
     * Undoes what a refused change has begun. If that is refused too, the second refusal is suppressed, so that it does
     * not hide the first.
     */
    static void undo(Exception refused, Runnable undoing) {
        try {
            undoing.run();
        } catch (KeyringException e) {
            refused.addSuppressed(e);
        }
    }

    /** Returns the message about a refused change, which also says what {@link #undo} could not undo. */
    static String message(KeyringException refused) {
        StringBuilder message = new StringBuilder(refused.getMessage());
        for (Throwable each = refused; each != null; each = each.getCause()) {
            for (Throwable left : each.getSuppressed()) {
                message.append(message.charAt(message.length() - 1) == '.' ? " " : ". ")
                        .append("What the change had begun could not be undone: ")
                        .append(left.getMessage());
            }
        }
        return message.toString();
    }
}
