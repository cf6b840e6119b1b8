package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.UnrecoverableEntryException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

class EntryObjectsTest {
    @Test
    void keyAndCertificateOfDifferentAlgorithmsAreUnrecoverableAsKeyStoreDeclares() throws Exception {
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        bundle.writeBytes(TestKeys.pair("RSA").getPrivate().getEncoded());
        bundle.writeBytes(TestCertificates.selfSigned("of an EC key").getEncoded());

        try (StoredEntry entry = StoredEntry.parse(ByteBuffer.wrap(bundle.toByteArray()), "RAW")) {
            Exception e = assertThrows(
                    UnrecoverableEntryException.class, () -> EntryObjects.of(entry, entry::key, Set.of(), null));

            assertTrue(e.getMessage().contains("the key is RSA, the certificate's is EC"), e.getMessage());
        }
    }
}
