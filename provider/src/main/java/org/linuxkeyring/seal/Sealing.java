package org.linuxkeyring.seal;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keystore.store.HeldEntries;
import org.linuxkeyring.spec.Seal;

/**
 * The sealing of one loaded keystore: what its file has is brought back into the keyring, keys that the kernel is to
 * hold are encrypted when they are set, and the entries are encrypted when the keystore is stored.
 */
public final class Sealing {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Seal seal;
    private final KeyEncryptionKeys keys;
    private final Optional<HeldEntries> entries;
    private Optional<SealedKeyring> file;
    private Map<SealedKey, String> leftOut = Map.of();

    /**
     * The key-encryption key while keys are set that the kernel is to hold, up to the next store, if the kernel loads
     * it from the file: a TPM takes its time for each load.
     */
    private Optional<SealingKey> opened = Optional.empty();

    private final Object lock = new Object();

    private Sealing(Seal seal, KeyEncryptionKeys keys, Optional<HeldEntries> entries, Optional<SealedKeyring> file) {
        this.seal = seal;
        this.keys = keys;
        this.entries = entries;
        this.file = file;
    }

    /**
     * Makes the sealing of a keystore.
     *
     * @param sealed the sealed entries of the file that the keystore is loaded from; empty if there is none yet
     * @param entries the keyring's entries themselves, whether or not the keystore may change them; empty if there is
     *     no such keyring now
     * @throws KeyringException if they are damaged, or are sealed in another way than the setting says
     */
    public static Sealing of(Keyctl keyctl, Seal seal, Optional<byte[]> sealed, Optional<HeldEntries> entries) {
        Optional<SealedKeyring> file = sealed.map(Sealing::read);
        file.ifPresent(read -> read.head().key().requireOf(seal));
        return new Sealing(seal, new KeyEncryptionKeys(keyctl), entries, file);
    }

    /** Returns the file as it was loaded or last stored; a new one is empty. */
    SealedKeyring file() {
        if (file.isEmpty()) {
            byte[] id = new byte[SealedKeyring.ID];
            RANDOM.nextBytes(id);
            SealedKeyring.Head head = new SealedKeyring.Head(id, 0, keys.make(seal));
            try (SealingKey key = keys.open(head.key())) {
                file = Optional.of(SealedKeyring.of(head, List.of(), key));
            } catch (KeyctlException e) {
                throw KeyRefusals.unusable(head.key().name(), e);
            }
        }
        return file.get();
    }

    /**
     * Brings the entries back that the file has and the keyring lacks. An entry that is there stays as it is, whatever
     * it has; one whose time is over does not come back. One that the keyring does not take is left out, and logged.
     *
     * @throws KeyringException if entries are missing and cannot be decrypted; the message tells what is locked from
     *     what is lost
     */
    public void fill() {
        synchronized (lock) {
            restore(keyring());
        }
    }

    /**
     * Returns the entries that the keyring did not take when it was filled, by description without this prefix, with
     * the reasons.
     */
    public Map<String, String> leftOut(String prefix) {
        synchronized (lock) {
            Map<String, String> all = new TreeMap<>();
            leftOut.forEach((key, why) -> all.put(SealedText.withoutPrefix(prefix, key.name()), why));
            return all;
        }
    }

    private HeldEntries keyring() {
        return entries.orElseThrow(() -> new KeyringException("There is no such keyring now. Load the file"));
    }

    private void restore(HeldEntries entries) {
        if (file.isEmpty()) {
            return;
        }
        SealedKeyring sealed = file.get();
        SealedEntries all = new SealedEntries(sealed, entries);
        LostHalves lost = new LostHalves(sealed, entries);
        Set<KeyName> names = entries.ownNames();
        List<Integer> missing = all.missing(names);
        List<SealedKey> halves = lost.keys(names);
        if (missing.isEmpty() && halves.isEmpty()) {
            requireNotReplaced(sealed);
        } else if (missing.isEmpty()) {
            leftOut = lost.holdAgain(halves, all, this::openWhole);
        } else {
            try (SealingKey key = openWhole()) {
                leftOut = new LinkedHashMap<>(all.restore(missing, key));
                leftOut.putAll(lost.holdAgain(halves, all, key));
            }
        }
    }

    /**
     * Opens the key-encryption key of the file that was loaded.
     *
     * @throws KeyringException if it cannot be loaded, is another one, or if the file is not as it was stored
     */
    SealingKey openWhole() {
        return keys.openWhole(file());
    }

    /** Refuses another key in the place of one that is found by its name; one that is not there is not needed yet. */
    private void requireNotReplaced(SealedKeyring sealed) {
        if (seal.source() == Seal.Source.KEY && keys.isThere(sealed.head().key())) {
            keys.open(sealed).close();
        }
    }

    /**
     * Encrypts a key that the kernel is to hold, for the readable half of its entry.
     *
     * @param held the name under which the kernel will hold it
     */
    public byte[] seal(KeyName held, ByteBuffer key) {
        synchronized (lock) {
            SealedKeyring sealed = file();
            boolean isLoaded = sealed.head().key().blob().length > 0;
            try {
                if (opened.isEmpty()) {
                    opened = Optional.of(keys.open(sealed));
                }
                return opened.get().seal(key, SealedEntries.heldPlace(sealed.head(), held));
            } catch (KeyctlException e) {
                throw KeyRefusals.unusable(sealed.head().key().name(), e);
            } finally {
                if (!isLoaded) {
                    closeOpened();
                }
            }
        }
    }

    /** Closes the key-encryption key that keys which were set have left open, until the next one is set. */
    public void closeKey() {
        synchronized (lock) {
            closeOpened();
        }
    }

    private void closeOpened() {
        opened.ifPresent(SealingKey::close);
        opened = Optional.empty();
    }

    /** Returns the length of what {@link #seal} returns for a key of this length, in bytes. */
    public static int size(int key) {
        return SealingKey.sealedSize(key);
    }

    /**
     * Encrypts the entries, for the file that takes the place of the one that was loaded.
     *
     * @param aliases the entries with their aliases
     * @param replaced the sealed entries of the file that is there, which another process may have stored; empty if
     *     there are none, or if that is not known
     * @throws KeyringException if an entry cannot be sealed, or if the file that is there is another keystore's;
     *     nothing has changed then
     */
    public byte[] store(Map<KeyName, String> aliases, Optional<byte[]> replaced) {
        synchronized (lock) {
            closeOpened();
            return sealed(keyring(), aliases, replaced);
        }
    }

    private byte[] sealed(HeldEntries entries, Map<KeyName, String> aliases, Optional<byte[]> replaced) {
        if (!leftOut.isEmpty()) {
            new SealedEntries(file(), entries).requireBack(leftOut.keySet());
            leftOut = Map.of();
        }
        SealedKeyring.Head next = next(replaced);
        List<KeyName> names = new ArrayList<>(aliases.keySet());
        names.removeIf(name -> !name.type().isReadable() || entries.own(name).isEmpty());
        try (SealingKey key = openWhole()) {
            EntryToSeal.Renewal renewal = (name, old) -> file().inFile(name, old, key);
            file = Optional.of(
                    SealedKeyring.of(next, EntryToSeal.all(entries, names, next, key, aliases, renewal), key));
        } catch (KeyctlException e) {
            throw KeyRefusals.unusable(next.key().name(), e);
        }
        return file.get().encoded();
    }

    /**
     * Returns the head of the file to be stored. The entries are the keyring's, whoever stored the file that is there,
     * so that its generation is all that is to be looked at.
     */
    private SealedKeyring.Head next(Optional<byte[]> replaced) {
        if (replaced.isEmpty()) {
            return file().head().next();
        }
        SealedKeyring.Head there = read(replaced.get()).head();
        boolean isOurs = file.isPresent() && Arrays.equals(file.get().head().id(), there.id());
        if (!isOurs) {
            throw new KeyringException("the file has the sealed entries of another keystore, which would be lost. Load"
                    + " the keystore from the file, name another file, or move that one away");
        }
        if (!file.get().head().key().equals(there.key())) {
            throw new KeyringException("the file was sealed under another key meanwhile. Load the keystore anew");
        }
        return file.get().head().generation() < there.generation()
                ? there.next()
                : file.get().head().next();
    }

    static SealedKeyring read(byte[] sealed) {
        try {
            return SealedKeyring.read(sealed);
        } catch (MalformedEntryException e) {
            throw SealedText.damaged(e.getMessage(), e);
        }
    }

    /**
     * Encrypts the entries of a file that was loaded under another key.
     *
     * @return the file that is to replace it
     * @throws KeyringException if there is no such key, or an entry cannot be sealed
     */
    SealedKeyring rekeyed(Map<KeyName, String> aliases, Seal other) {
        HeldEntries all = keyring();
        SealedEntries there = new SealedEntries(file(), all);
        there.requireBack(there.missingKeys());
        try (SealingKey old = openWhole()) {
            return rekeyed(all, aliases, old, keys.make(other));
        }
    }

    private SealedKeyring rekeyed(
            HeldEntries all, Map<KeyName, String> aliases, SealingKey old, KeyEncryptionKey made) {
        SealedKeyring.Head next =
                new SealedKeyring.Head(file().head().id(), file().head().next().generation(), made);
        try (SealingKey key = keys.open(made)) {
            EntryToSeal.Renewal renewal = (name, held) -> Optional.of(held)
                    .filter(each -> each.opens(next, old))
                    .or(() -> file().inFile(name, held, old))
                    .map(each -> each.under(next, old, key));
            List<KeyName> names = new ArrayList<>(aliases.keySet());
            return SealedKeyring.of(next, EntryToSeal.all(all, names, next, key, aliases, renewal), key);
        } catch (KeyctlException e) {
            throw KeyRefusals.unusable(made.name(), e);
        }
    }
}
