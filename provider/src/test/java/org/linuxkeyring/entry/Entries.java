package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Instant;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.key.EncryptedKey;

/** What most tests of entries do with them. */
public final class Entries {
    static final Instant CREATED = Instant.parse("2026-11-22T05:30:00.120Z");
    static final String RAW = "RAW";

    private Entries() {}

    /** Returns the bytes of a payload, which is closed. */
    public static byte[] bytes(Payload payload) {
        try (payload) {
            byte[] bytes = new byte[payload.size()];
            payload.buffer().get(bytes);
            return bytes;
        }
    }

    public static StoredEntry parse(byte[] payload) throws MalformedEntryException {
        return StoredEntry.parse(ByteBuffer.wrap(payload), RAW);
    }

    public static StoredEntry parse(String payload) throws MalformedEntryException {
        return parse(payload.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the AlgorithmIdentifier by which the key of a payload is encrypted; empty if there is none. */
    public static byte[] protection(byte[] payload) throws MalformedEntryException {
        return EntryContents.read(payload.clone(), RAW).key().orElse(null) instanceof EncryptedKey key
                ? key.scheme().encoded()
                : new byte[0];
    }

    static Key key(byte[] payload, String password) throws Exception {
        try (StoredEntry entry = parse(payload)) {
            return entry.key(password == null ? null : password.toCharArray());
        }
    }

    /** Asserts that a payload is malformed, at this offset and for this reason. */
    public static void assertMalformed(int offset, String expected, String text) {
        MalformedEntryException e = assertThrows(MalformedEntryException.class, () -> parse(text));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
        assertEquals(offset, e.offset(), e.getMessage());
    }
}
