package org.linuxkeyring.keystore;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.seal.Sealing;
import org.linuxkeyring.spec.Writes;

/**
 * A batch of entries, which are all stored or, where one is refused, not at all. The kernel has no such call, so the
 * entries that were stored before the refusal are taken back.
 */
final class EntryBatch {
    private final KeyStoreEntries entries;
    private final List<EntryBackup> backups = new ArrayList<>();

    EntryBatch(KeyStoreEntries entries) {
        this.entries = entries;
    }

    /**
     * Sets the entries in the map's order.
     *
     * @throws KeyStoreException if an entry is refused, and then the message says which entries could not be taken
     *     back; if changes wait for {@code store}, whose outcome is not known here
     */
    void set(Map<String, KeyStore.Entry> batch, KeyStore.ProtectionParameter protection) throws KeyStoreException {
        if (entries.settings().writes() == Writes.ON_STORE) {
            throw new KeyStoreException("Several entries are set together with writes=immediate only, and this keystore"
                    + " has writes=on-store. Set each by setEntry, or load the keystore with writes=immediate.");
        }
        EntryChanges changes = entries.changes();
        EntryWriter writer = new EntryWriter(entries);
        int stored = 0;
        try {
            for (Map.Entry<String, KeyStore.Entry> each : batch.entrySet()) {
                backups.add(changes.backup(each.getKey()));
                writer.entry(each.getKey(), each.getValue(), protection);
                stored++;
            }
        } catch (KeyStoreException | KeyringException e) {
            String refusal = e.getMessage();
            String end = refusal.endsWith(".") ? " " : ". ";
            throw new KeyStoreException(
                    takeBack(stored, e).map(outcome -> refusal + end + outcome).orElse(refusal), e);
        } catch (RuntimeException | Error e) {
            takeBack(stored, e).map(KeyStoreException::new).ifPresent(e::addSuppressed);
            throw e;
        } finally {
            backups.forEach(EntryBackup::close);
            entries.sealing().ifPresent(Sealing::closeKey);
        }
    }

    /**
     * Takes back what was stored. New entries are removed first, to make room in the quota for the payloads that are
     * restored. The refused entry may be half changed; if its earlier state is not known, the entry is left as it is,
     * and its refusal is the only report. Two aliases may stand for one entry: the state that the entry had when the
     * first of them was stored is restored last, and an entry that the batch itself had made is not restored.
     *
     * @return the sentence to append to the refusal; empty where nothing had to be taken back
     */
    private Optional<String> takeBack(int stored, Throwable refusal) {
        if (backups.size() > stored && !backups.get(stored).isWhole()) {
            backups.remove(stored);
        }
        boolean isTakenBack = false;
        List<String> left = new ArrayList<>();
        List<EntryBackup> latestFirst = new ArrayList<>(backups);
        Collections.reverse(latestFirst);
        latestFirst.sort(Comparator.comparing(EntryBackup::isOfNone).reversed());
        Set<KeyName> made = new HashSet<>();
        for (EntryBackup backup : latestFirst) {
            try {
                made.addAll(backup.made());
                isTakenBack |= !backup.isOfOne(made) && backup.restore();
            } catch (RuntimeException e) {
                refusal.addSuppressed(e);
                left.add(KeyStoreEntries.quoted(backup.alias()) + " (" + e.getMessage() + ")");
            }
        }
        if (!left.isEmpty()) {
            return Optional.of(
                    "What was stored is taken back, but these stay as stored now: " + String.join(", ", left));
        }
        return isTakenBack ? Optional.of("What was stored is taken back") : Optional.empty();
    }
}
