package org.linuxkeyring.keystore;

import java.security.KeyStoreException;
import java.time.Duration;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.spec.KeyringProtection;

/** Sets when an entry ends. Its payload changes only where that notes an earlier end, which would count. */
final class EntryTimeout {
    private final KeyStoreEntries keyStore;
    private final AliasedEntries entries;
    private final EntryChanges changes;

    EntryTimeout(KeyStoreEntries keyStore, AliasedEntries entries, EntryChanges changes) {
        this.keyStore = keyStore;
        this.entries = entries;
        this.changes = changes;
    }

    /** The key that the kernel holds for the entry comes first, so that a refusal leaves the entry's own as it is. */
    void set(String alias, Duration timeout) throws KeyStoreException {
        EntryPolicy given =
                EntryPolicy.of(KeyringProtection.builder().timeout(timeout).build());
        int seconds = Math.toIntExact(timeout.toSeconds());
        try {
            KernelKey key = entries.changeable(alias).orElseThrow(() -> new KeyringException("there is no such entry"));
            if (keyStore.hasEnded(alias)) {
                throw new KeyringException("its time is over. Store it anew");
            }
            keyStore.list(alias, entry -> keyStore.keyMadeFor(entry).orElse(null))
                    .ifPresent(held -> held.setTimeout(seconds));
            if (notesAnEarlierEnd(alias, given)) {
                changes.end(alias, given);
            } else {
                key.setTimeout(seconds);
            }
        } catch (KeyringException e) {
            throw new KeyStoreException(
                    "Entry " + KeyStoreEntries.quoted(alias) + " could not be given a timeout: " + e.getMessage(), e);
        }
    }

    private boolean notesAnEarlierEnd(String alias, EntryPolicy given) {
        return keyStore.list(alias, entry -> entry.expiry().orElse(null))
                .filter(noted -> given.end().filter(end -> !end.isAfter(noted)).isEmpty())
                .isPresent();
    }
}
