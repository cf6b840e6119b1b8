package org.linuxkeyring.keystore.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.KeyStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.Writes;
import org.linuxkeyring.testing.TestCertificates;

/**
 * The reference that {@code store(OutputStream, char[])} writes to the caller's stream: what becomes of it and of the
 * staged changes if the stream refuses it.
 */
class StoredReferenceTest {
    private ScratchKeyring scratch;
    private KeyStore staging;

    @BeforeEach
    void stageAnEntry() throws Exception {
        scratch = ScratchKeyring.of(Backend.MEMORY);
        staging = ScratchKeyring.keyStore(scratch.settings().writes(Writes.ON_STORE));
        staging.setCertificateEntry("web", TestCertificates.root());
    }

    @AfterEach
    void close() {
        scratch.close();
    }

    private static final class Refusing extends OutputStream {
        private final IOException refusal;

        Refusing(String why) {
            this.refusal = new IOException(why);
        }

        @Override
        public void write(int octet) throws IOException {
            throw refusal;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "No space left on device",
                "Input/output error",
                "Permission denied",
                "Read-only file system",
                "Disk quota exceeded"
            })
    void aRefusedReferenceIsToldAndTheEntriesAreStored(String why) throws Exception {
        IOException told = assertThrows(IOException.class, () -> staging.store(new Refusing(why), null));
        assertTrue(told.getMessage().contains("keystore is stored, but"), told.getMessage());
        assertTrue(told.getMessage().contains(why + ". Remove "), told.getMessage());
        assertTrue(scratch.keyStore().containsAlias("web"));
        staging.store(new ByteArrayOutputStream(), null);
        assertEquals(1, scratch.keyStore().size());
    }

    /** A file that is written by one write(2) has no half that would name another keyring. */
    @Test
    void theReferenceIsWrittenAtOnce() throws Exception {
        StringBuilder writes = new StringBuilder();
        OutputStream counting = new FilterOutputStream(OutputStream.nullOutputStream()) {
            @Override
            public void write(int octet) {
                writes.append("octet ");
            }

            @Override
            public void write(byte[] octets, int from, int length) {
                writes.append("all ");
            }
        };
        staging.store(counting, null);
        assertEquals("all ", writes.toString());
    }

    /** Nothing names a keyring that has not got the entries. */
    @Test
    void nothingIsWrittenIfTheEntriesCannotBeStored() throws Exception {
        scratch.keyctl().setPermissions(scratch.serial(), 0x2b2b0000);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        IOException told = assertThrows(IOException.class, () -> staging.store(written, null));
        assertTrue(told.getMessage().contains("cannot be stored: "), told.getMessage());
        assertEquals(0, written.size());
        scratch.keyctl().setPermissions(scratch.serial(), 0x3f3f0000);
    }
}
