package org.linuxkeyring.seal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keystore.store.HeldName;
import org.linuxkeyring.keystore.store.KeyringEntries;

/**
 * The encrypted key in a readable half, whose key the kernel holds.
 *
 * @param held the name of the key that the kernel holds
 */
record HeldCiphertext(KeyName held, byte[] sealed) {
    /** Returns what a payload has; empty if the kernel holds no key for it, or if that was set without {@code seal}. */
    static Optional<HeldCiphertext> in(KeyName name, ByteBuffer payload) {
        try (StoredEntry entry = StoredEntry.parse(payload.duplicate(), KeyringEntries.RAW)) {
            Optional<KeyName> held = HeldName.notedOwn(name, entry);
            Optional<byte[]> sealed = entry.sealedKey();
            return held.isPresent() && sealed.isPresent()
                    ? Optional.of(new HeldCiphertext(held.get(), sealed.get()))
                    : Optional.empty();
        } catch (MalformedEntryException e) {
            return Optional.empty();
        }
    }

    /** Returns whether it was encrypted under this key, for a file of this id. */
    boolean opens(SealedKeyring.Head head, SealingKey key) {
        try {
            return key.open(sealed, SealedEntries.heldPlace(head, held), bytes -> true);
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EBADMSG) {
                return false;
            }
            throw e;
        }
    }

    /** Returns the same key, encrypted under another one for the same file; its bytes are in scratch memory alone. */
    HeldCiphertext under(SealedKeyring.Head head, SealingKey old, SealingKey other) {
        byte[] place = SealedEntries.heldPlace(head, held);
        return new HeldCiphertext(held, old.open(sealed, place, bytes -> other.seal(bytes, place)));
    }

    /**
     * Returns a payload with another ciphertext in the place of this one, which has the same length, so that no length
     * in the DER changes.
     */
    ByteBuffer replacedIn(ByteBuffer payload, HeldCiphertext other) {
        byte[] bytes = new byte[payload.remaining()];
        payload.duplicate().get(bytes);
        for (int i = 0; i + sealed.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + sealed.length, sealed, 0, sealed.length)) {
                System.arraycopy(other.sealed, 0, bytes, i, sealed.length);
                return ByteBuffer.wrap(bytes);
            }
        }
        throw new IllegalStateException("a payload has the ciphertext that was read from it");
    }
}
