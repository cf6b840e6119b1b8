package org.linuxkeyring.keystore.store;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStore.Entry.Attribute;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.entry.EntrySource;
import org.linuxkeyring.entry.KeyAttributes;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.event.EntryName;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.opaque.KeyHandle;
import org.linuxkeyring.opaque.KeyMark;
import org.linuxkeyring.opaque.KeySource;
import org.linuxkeyring.opaque.OffHeapPassword;
import org.linuxkeyring.spec.KeyInfo.Origin;

/**
 * The key of an entry, which is found by the name of the entry's key and known by its mark. The certificates beside it
 * may change: they belong to the key, or the keystore would refuse the entry.
 */
public final class EntryKeySource implements KeySource {
    private static final String REMEDY =
            ". Ask the keystore for the key again: getKey returns the one that is there now"
                    + " (the KeyManagerFactory LINUXKEYRING does so at each handshake)";

    private final EntryStore store;
    private final EntryName entry;
    private final String subject;
    private final KeyName name;
    private final Optional<KernelKey> place;
    private final Origin origin;
    private final KeyMark mark;
    private final Optional<OffHeapPassword> password;
    private volatile boolean isDestroyed;

    private EntryKeySource(
            EntryStore store,
            EntryName entry,
            EntrySource place,
            Origin origin,
            KeyMark mark,
            Optional<OffHeapPassword> password) {
        this.store = store;
        this.entry = entry;
        this.subject = "alias '" + Printable.name(entry.alias()) + "'";
        this.name = place.name();
        this.place = place.key();
        this.origin = origin;
        this.mark = mark;
        this.password = password;
    }

    /**
     * Returns a handle for the key of an entry, which was decoded from it. The password is kept only if the entry is
     * encrypted under it.
     *
     * @param name the entry for messages
     */
    public static KeyHandle handle(EntryStore store, EntryName name, StoredEntry entry, Key key, char[] password)
            throws UnrecoverableKeyException {
        KeyMark mark = KeyMark.of(key)
                .orElseThrow(() -> new UnrecoverableKeyException("the key has no encoding by which it could be known"
                        + " again: its class is " + key.getClass().getName() + ". Set keys=readable"));
        Optional<OffHeapPassword> kept = Optional.ofNullable(password)
                .filter(each -> entry.isProtected())
                .map(OffHeapPassword::copyOf);
        EntrySource place = entry.source().orElseThrow();
        return KeyHandle.of(key, new EntryKeySource(store, name, place, entry.origin(), mark, kept));
    }

    @Override
    public Key read() throws InvalidKeyException {
        if (isDestroyed) {
            throw new InvalidKeyException(
                    "The key of " + subject + " was destroyed (destroy()) in this process" + REMEDY);
        }
        try (StoredEntry entry = store.entry(name).orElse(null)) {
            if (entry == null) {
                throw new InvalidKeyException("The entry of " + subject + " is gone: it was deleted, or its key was"
                        + " unlinked from the keyring. Store it anew, and ask the keystore for the key");
            }
            KeyExpiry.requireNotEnded(() -> subject, entry);
            return same(entry);
        } catch (KeyctlException e) {
            throw new InvalidKeyException(e.about(subject).getMessage(), e);
        } catch (KeyringException e) {
            throw new InvalidKeyException("The entry of " + subject + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns the entry's key if it is the one that this object was made for. */
    private Key same(StoredEntry entry) throws InvalidKeyException {
        if (entry.isProtected() && password.isEmpty()) {
            throw new InvalidKeyException("The entry of " + subject + " has been encrypted under a password since this"
                    + " key was returned. Ask the keystore for the key with the password");
        }
        try {
            Key key = entry.heldKey().isPresent() ? null : key(entry);
            if (key != null && KeyMark.of(key).filter(mark::equals).isPresent()) {
                return key;
            }
        } catch (UnrecoverableKeyException | NoSuchAlgorithmException e) {
            throw new InvalidKeyException(
                    "The entry of " + subject + " was changed, and this key cannot be read from it any more: "
                            + e.getMessage() + REMEDY,
                    e);
        }
        throw new InvalidKeyException(changed(entry) + REMEDY);
    }

    private Key key(StoredEntry entry) throws UnrecoverableKeyException, NoSuchAlgorithmException {
        return password.isPresent() ? password.get().lend(entry::key) : entry.key(null);
    }

    private String changed(StoredEntry entry) {
        Optional<KernelKey> now = entry.source().flatMap(EntrySource::key);
        String how = now.equals(place)
                ? "was updated in place (" + place.map(KernelKey::toString).orElse("staged") + ")"
                : "was replaced (" + place.map(key -> key + " by ").orElse("by ")
                        + now.map(KernelKey::toString).orElse("a staged one") + ")";
        return "The entry of " + subject + " " + how + ", and has another key now";
    }

    @Override
    public EntryName entry() {
        return entry;
    }

    @Override
    public Set<Attribute> attributes() {
        return place.map(this::attributes).orElse(Set.of());
    }

    private Set<Attribute> attributes(KernelKey key) {
        Set<Attribute> attributes = KeyAttributes.of(key.serial(), key.metadata(), KeyExpiry.of(key));
        attributes.add(KeyAttributes.of(origin));
        return attributes;
    }

    @Override
    public void destroy() {
        isDestroyed = true;
        password.ifPresent(OffHeapPassword::wipe);
    }

    @Override
    public boolean isDestroyed() {
        return isDestroyed;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntryKeySource source
                && name.equals(source.name)
                && place.equals(source.place)
                && mark.equals(source.mark);
    }

    @Override
    public int hashCode() {
        return mark.hashCode();
    }

    @Override
    public String toString() {
        return subject;
    }
}
