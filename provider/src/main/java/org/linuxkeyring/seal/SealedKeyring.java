package org.linuxkeyring.seal;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.key.KeyName;

/**
 * The entries of a keyring, each encrypted under a key-encryption key in the kernel, as a file has them
 * (docs/FORMAT.md). A tag over all of it shows that nothing was left out, put in, or moved.
 *
 * @param check a sealed empty text, which tells whether a key is the key-encryption key
 * @param tag a sealed empty text with the digest of all before
 */
record SealedKeyring(Head head, byte[] check, List<SealedEntry> entries, byte[] tag) {
    static final int ID = 16;
    private static final int VERSION = 1;

    SealedKeyring {
        entries = List.copyOf(entries);
    }

    /**
     * The first part of a file, to which each entry is bound.
     *
     * @param id a random number, which the file keeps as long as it is replaced by newer ones
     * @param generation how often it was replaced
     */
    record Head(byte[] id, long generation, KeyEncryptionKey key) {
        Head next() {
            return new Head(id, generation + 1, key);
        }

        byte[] encoded() {
            return Der.value(
                    Der.SEQUENCE,
                    Numbers.write(VERSION),
                    Der.value(Der.OCTET_STRING, id),
                    Numbers.write(generation),
                    key.encoded());
        }

        /** Returns what an entry is bound to besides its key. */
        byte[] place(int index, int count) {
            return Der.value(Der.SEQUENCE, encoded(), Numbers.write(index), Numbers.write(count));
        }

        byte[] check(SealingKey sealing) {
            return sealing.seal(ByteBuffer.allocate(0), checked());
        }

        private byte[] checked() {
            return Der.value(Der.SEQUENCE, Der.value(Der.OCTET_STRING, id));
        }
    }

    /** Makes the file of entries that are sealed already. */
    static SealedKeyring of(Head head, List<SealedEntry> entries, SealingKey sealing) {
        SealedKeyring untagged = new SealedKeyring(head, head.check(sealing), entries, new byte[0]);
        byte[] tag = sealing.seal(ByteBuffer.allocate(0), digest(untagged.content()));
        return new SealedKeyring(head, untagged.check, entries, tag);
    }

    private byte[] content() {
        return Der.value(
                Der.SEQUENCE,
                head.encoded(),
                Der.value(Der.OCTET_STRING, check),
                Der.value(
                        Der.SEQUENCE, entries.stream().map(SealedEntry::encoded).toArray(byte[][]::new)));
    }

    byte[] encoded() {
        return Der.value(Der.SEQUENCE, content(), Der.value(Der.OCTET_STRING, tag));
    }

    /**
     * Reads a file.
     *
     * @throws MalformedEntryException if it is cut off, or was not written so
     * @throws KeyringException if it is of a newer version
     */
    static SealedKeyring read(byte[] encoded) throws MalformedEntryException {
        DerReader outer = new DerReader(encoded);
        DerReader whole = outer.next(Der.SEQUENCE, "a sealed keyring").reader();
        outer.end("a sealed keyring");
        DerReader content = whole.next(Der.SEQUENCE, "its content").reader();
        byte[] tag = sealed(whole, "the tag over all");
        whole.end("a sealed keyring");
        Head head = head(content);
        byte[] check = sealed(content, "the check of the key");
        DerReader list = content.next(Der.SEQUENCE, "the entries").reader();
        List<SealedEntry> entries = new ArrayList<>();
        while (list.hasNext()) {
            entries.add(SealedEntry.read(list));
        }
        content.end("its content");
        return new SealedKeyring(head, check, entries, tag);
    }

    private static Head head(DerReader content) {
        DerReader head = content.next(Der.SEQUENCE, "version, id and key").reader();
        long version = Numbers.read(head, "a version", Integer.MAX_VALUE);
        if (version != VERSION) {
            throw new KeyringException("The sealed entries are of version " + version + ", and this release reads"
                    + " version " + VERSION + ". Use a newer release");
        }
        DerValue id = head.next(Der.OCTET_STRING, "an id");
        if (id.length() != ID) {
            throw new MalformedEntryException(id.start(), "an id of " + ID + " bytes");
        }
        long generation = Numbers.read(head, "a generation", Long.MAX_VALUE - 1);
        KeyEncryptionKey key = KeyEncryptionKey.read(head);
        head.end("version, id and key");
        return new Head(id.contentCopy(), generation, key);
    }

    static byte[] sealed(DerReader values, String what) throws MalformedEntryException {
        DerValue value = values.next(Der.OCTET_STRING, what);
        byte[] sealed = value.contentCopy();
        if (!SealingKey.isSealed(sealed)) {
            throw new MalformedEntryException(value.start(), what + " with a nonce and a tag");
        }
        return sealed;
    }

    /** Returns whether a key is the one under which the entries are encrypted. */
    boolean isSealedBy(SealingKey candidate) {
        return opens(candidate, check, head.checked());
    }

    /** Returns whether nothing has been changed since the file was made. */
    boolean isWhole(SealingKey sealing) {
        return opens(sealing, tag, digest(content()));
    }

    private static boolean opens(SealingKey sealing, byte[] sealed, byte[] associated) {
        try {
            return sealing.open(sealed, associated, text -> !text.hasRemaining());
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EBADMSG) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Returns what the file has of a key that the kernel holds. A process that was killed while it sealed the file
     * under another key has left the readable half in the keyring under the old one.
     */
    Optional<HeldCiphertext> inFile(KeyName name, HeldCiphertext old, SealingKey key) {
        for (int i = 0; i < entries.size(); i++) {
            SealedEntry entry = entries.get(i);
            if (entry.key().name().equals(name)) {
                return entry.open(place(i), key, payload -> HeldCiphertext.in(name, payload))
                        .filter(there -> there.held().equals(old.held()));
            }
        }
        return Optional.empty();
    }

    byte[] place(int index) {
        return head.place(index, entries.size());
    }

    private static byte[] digest(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JDK has SHA-256", e);
        }
    }
}
