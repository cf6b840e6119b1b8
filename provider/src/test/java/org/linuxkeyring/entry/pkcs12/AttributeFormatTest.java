package org.linuxkeyring.entry.pkcs12;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.KeyStore.Entry.Attribute;
import java.security.KeyStoreException;
import java.security.PKCS12Attribute;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.entry.Entries;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.HeldKeyNote;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DirectoryString;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.key.SecretKeyInfo;
import org.linuxkeyring.keyring.key.Description;

/** Attributes in the form of docs/FORMAT.md section 1.4. */
class AttributeFormatTest {
    private static final SecretKeySpec KEY = new SecretKeySpec(new byte[16], "AES");

    private record Plain(String getName, String getValue) implements Attribute {}

    /** Returns the attributes of an entry that has an attribute with this value alone. */
    private static Set<Attribute> attributes(String type, byte[] value) throws KeyStoreException {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        entry.writeBytes(SecretKeyInfo.encode(KEY));
        entry.writeBytes(
                Der.value(Der.SET, Der.value(Der.SEQUENCE, Der.objectIdentifier(type), Der.value(Der.SET, value))));
        try (StoredEntry read = Entries.parse(entry.toByteArray())) {
            return read.attributes();
        }
    }

    @Test
    void attributeOfAnotherClassIsWrittenAsThatOfPkcs12WhereThatKeepsIt() throws Exception {
        Set<Attribute> given = Set.of(new Plain("1.2.3.4", "web"));
        byte[] payload = Entries.bytes(EntryEncoder.secretKey(KEY, null, Instant.EPOCH, given));

        try (StoredEntry entry = Entries.parse(payload)) {
            assertEquals(Set.of(new PKCS12Attribute("1.2.3.4", "web")), entry.attributes());
        }
    }

    @Test
    void integerHasUpTo1024Bytes() throws Exception {
        byte[] longest = Der.value(Der.INTEGER, BigInteger.ONE.shiftLeft(8190).toByteArray());
        byte[] tooLong = Der.value(Der.INTEGER, BigInteger.ONE.shiftLeft(8191).toByteArray());

        assertEquals(1, attributes("1.2.3.4", longest).size());
        String told = assertThrows(MalformedEntryException.class, () -> attributes("1.2.3.4", tooLong))
                .getMessage();
        assertTrue(told.contains("an INTEGER of 1025 bytes; at most 1024"), told);
    }

    @Test
    void namedAttributeHasANameAndAValueAlone() throws Exception {
        String type = "2.25.85042265955319002101197479744399273896";
        byte[] name = DirectoryString.write("owner");
        byte[] value = DirectoryString.write("web team");

        Attribute read = attributes(type, Der.value(Der.SEQUENCE, name, value))
                .iterator()
                .next();
        assertEquals("owner", read.getName());
        assertEquals("web team", read.getValue());
        byte[] more = Der.value(Der.SEQUENCE, name, value, value);
        assertThrows(MalformedEntryException.class, () -> attributes(type, more));
    }

    @Test
    void encryptedKeyThatTheKernelHoldsComesBack() throws Exception {
        byte[] sealed = {1, 2, 3};
        HeldKeyNote note =
                new HeldKeyNote(Description.of("linuxkeyring:user:token#0123456789abcdef"), Optional.of(sealed));
        byte[] payload = Entries.bytes(EntryEncoder.heldSecretKey("AES", Instant.EPOCH, Set.of(note)));

        try (StoredEntry entry = Entries.parse(payload)) {
            assertEquals(Optional.of(note.key()), entry.heldKey());
            assertArrayEquals(sealed, entry.sealedKey().orElseThrow());
            assertEquals(Set.of(), entry.attributes());
        }
    }
}
