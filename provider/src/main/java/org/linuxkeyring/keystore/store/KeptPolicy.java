package org.linuxkeyring.keystore.store;

import java.util.Optional;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.SearchScope;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.TimesLeft;
import org.linuxkeyring.keystore.settings.EntryPolicy;

/**
 * What an entry keeps when it is replaced: the expiry and the name of the held key alone, since the kernel keeps
 * serial, mask, owner and group of a key that is updated, and drops its timeout.
 */
record KeptPolicy(KeyringEntries entries, TimesLeft times) {
    /** Returns what the entry keeps; empty if the keyring that changes go to does not link it. */
    Optional<EntryPolicy> of(KeyName name) {
        SearchScope scope = entries.scope();
        try {
            Optional<KernelKey> found =
                    KeyringEntries.mayBeEntry(name) ? scope.search(name.type(), name.description()) : Optional.empty();
            if (found.isEmpty() || !scope.destination().links(found.get())) {
                return Optional.empty();
            }
            EntryPolicy kept =
                    EntryPolicy.NONE.expiringAt(KeyExpiry.of(found.get(), times).orElse(EntryPolicy.NEVER));
            Optional<KeyName> held = entries.held(name, found.get());
            return Optional.of(held.isPresent() ? kept.succeeding(held.get()) : kept);
        } catch (KeyctlException e) {
            KeyringEntries.requireReplaceable(e);
            return e.errno() == Errno.EACCES
                    ? Optional.of(KeyExpiry.keptUnseen(scope.destination(), name))
                    : Optional.empty();
        }
    }
}
