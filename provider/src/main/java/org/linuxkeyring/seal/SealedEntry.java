package org.linuxkeyring.seal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;

/**
 * One entry of a sealed keyring: what is shown of its key, and its payload, encrypted in pieces, since a socket of the
 * kernel takes a message whole.
 *
 * @param pieces of each piece of the payload the nonce, the ciphertext and the tag
 */
record SealedEntry(SealedKey key, List<byte[]> pieces) {
    /** The length of each piece but the last, in bytes: both directions fit into a socket's initial buffers. */
    static final int PIECE = 1 << 16;

    SealedEntry {
        pieces = List.copyOf(pieces);
    }

    /**
     * Encrypts a payload.
     *
     * @param place what the entry is bound to besides its key: the file, the entry's place in it, and how many there
     *     are
     */
    static SealedEntry seal(SealedKey key, byte[] place, ByteBuffer payload, SealingKey sealing) {
        int count = Math.max(1, (payload.remaining() + PIECE - 1) / PIECE);
        List<byte[]> pieces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = payload.position() + i * PIECE;
            ByteBuffer piece = payload.duplicate().position(from).limit(Math.min(payload.limit(), from + PIECE));
            pieces.add(sealing.seal(piece, associated(key, place, i, count)));
        }
        return new SealedEntry(key, pieces);
    }

    private static byte[] associated(SealedKey key, byte[] place, int piece, int count) {
        return Der.value(Der.SEQUENCE, place, key.encoded(), Numbers.write(piece), Numbers.write(count));
    }

    /**
     * Decrypts the payload. The rules of {@link org.linuxkeyring.kernel.Keyctl#read} hold for the buffer that
     * {@code reader} is given.
     *
     * @throws org.linuxkeyring.error.KeyctlException with EBADMSG if anything is not as it was sealed
     */
    <T> T open(byte[] place, SealingKey sealing, PayloadReader<T> reader) {
        if (pieces.size() == 1) {
            return sealing.open(pieces.get(0), associated(key, place, 0, 1), reader);
        }
        int size = pieces.stream().mapToInt(SealingKey::textSize).sum();
        ByteBuffer payload = ByteBuffer.allocateDirect(size);
        try {
            for (int i = 0; i < pieces.size(); i++) {
                sealing.open(pieces.get(i), associated(key, place, i, pieces.size()), payload::put);
            }
            return reader.read(payload.flip().asReadOnlyBuffer());
        } finally {
            payload.clear().put(new byte[size]);
        }
    }

    byte[] encoded() {
        byte[][] all =
                pieces.stream().map(piece -> Der.value(Der.OCTET_STRING, piece)).toArray(byte[][]::new);
        return Der.value(Der.SEQUENCE, key.encoded(), Der.value(Der.SEQUENCE, all));
    }

    static SealedEntry read(DerReader entries) throws MalformedEntryException {
        DerReader entry = entries.next(Der.SEQUENCE, "a sealed entry").reader();
        SealedKey key = SealedKey.read(entry);
        DerValue list = entry.next(Der.SEQUENCE, "the pieces of a payload");
        DerReader each = list.reader();
        List<byte[]> pieces = new ArrayList<>();
        while (each.hasNext()) {
            pieces.add(SealedKeyring.sealed(each, "a piece of a payload"));
        }
        entry.end("a sealed entry");
        if (pieces.isEmpty()) {
            throw new MalformedEntryException(list.start(), "at least one piece of a payload");
        }
        return new SealedEntry(key, pieces);
    }
}
