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

/**
 * Stores several entries, or none where one is refused. The kernel has no such call, so what was stored is taken back.
 */
final class EntryBatch {
    private final KeyStoreEntries entries;
    private final List<EntryBackup> backups = new ArrayList<>();

    EntryBatch(KeyStoreEntries entries) {
        this.entries = entries;
    }

    /**
     * Sets them in the map's order.
     *
     * @throws KeyStoreException if one is refused; it tells what could not be taken back
     */
    void set(Map<String, KeyStore.Entry> batch, KeyStore.ProtectionParameter protection) throws KeyStoreException {
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
        }
    }

    /**
     * New entries go first, to make room in the quota for what is put back. The one that was refused may be half
     * changed; if it cannot be known what it was, its refusal says it all. Two aliases may stand for one entry: what it
     * was when the first was stored is put back last, and what the batch made itself is not put back.
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
