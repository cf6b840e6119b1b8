package org.linuxkeyring.seal;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.store.HeldEntries;

/**
 * The renewal of the readable halves of kernel-held entries after their file was sealed under another key.
 *
 * @param key the new key
 */
record HalfRenewal(SealedKeyring file, HeldEntries entries, SealingKey key) {
    /** Puts the encrypted keys of the file in the place of those that its key does not open. */
    void all() {
        for (int i = 0; i < file.entries().size(); i++) {
            SealedEntry entry = file.entries().get(i);
            KeyName name = entry.key().name();
            Optional<HeldCiphertext> there =
                    entry.open(file.place(i), key, payload -> HeldCiphertext.in(name, payload));
            if (there.isPresent()) {
                renew(name, there.get());
            }
        }
    }

    private void renew(KeyName name, HeldCiphertext there) {
        try {
            Optional<KernelKey> own = entries.own(name);
            Optional<ByteBuffer> renewed = own.flatMap(each -> each.read(payload -> HeldCiphertext.in(name, payload)
                    .filter(now -> now.held().equals(there.held()) && !now.opens(file.head(), key))
                    .map(now -> now.replacedIn(payload, there))));
            if (renewed.isPresent()) {
                EntryPolicy kept = entries.kept(name).orElse(EntryPolicy.NONE).withoutPredecessor();
                entries.put(name, renewed.get(), kept);
            }
        } catch (KeyctlException e) {
            switch (e.errno()) {
                case EACCES, ENOKEY, EKEYEXPIRED, EKEYREVOKED -> {
                    // The mask forbids it, or the entry has gone.
                }
                default -> throw e;
            }
        }
    }
}
