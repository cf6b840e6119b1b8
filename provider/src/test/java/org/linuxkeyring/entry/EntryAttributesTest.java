package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.entry.Entries.CREATED;

import java.nio.charset.StandardCharsets;
import java.security.KeyStore.Entry.Attribute;
import java.security.KeyStoreException;
import java.security.PKCS12Attribute;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Primitive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.key.SecretKeyInfo;
import org.linuxkeyring.keyring.key.Description;

class EntryAttributesTest {
    private static final String UNSTRUCTURED_NAME = "1.2.840.113549.1.9.2";

    @Test
    void pkcs12AttributesComeBackEqual() throws Exception {
        Set<Attribute> attributes = Set.of(
                new PKCS12Attribute(UNSTRUCTURED_NAME, "web"),
                new PKCS12Attribute(UNSTRUCTURED_NAME, "web, too"),
                new PKCS12Attribute("1.2.3.4", "00:01:ab"),
                new PKCS12Attribute("1.2.3.5", "[a, b, c]"));

        assertEquals(attributes, roundTrip(attributes));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "1.2.3.4|value",
                "1.2.3.4|AA:BB",
                "1.2.3.4|aa:bb",
                "1.2.3.4|00:01",
                "1.2.3.4|[a, b]",
                "1.2.3.4|''",
                "owner|web team",
                "''|''",
                "schlüssel|\uD83D\uDD11",
                "unpaired|\uD83D",
                "9.9.9|no object identifier"
            },
            delimiter = '|')
    void attributesOfOtherClassesKeepNameAndValue(String name, String value) throws Exception {
        Set<Attribute> read = roundTrip(Set.of(new Plain(name, value)));

        assertEquals(
                Map.of(name, value), read.stream().collect(Collectors.toMap(Attribute::getName, Attribute::getValue)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.5.18.1", NamedAttribute.OID})
    void attributeThatTheKeystoreUsesItselfIsRefused(String name) {
        Attribute taken = new PKCS12Attribute(name, "20260101000000Z");

        Exception e = assertThrows(KeyStoreException.class, () -> encode(CREATED, Set.of(taken)));

        assertTrue(e.getMessage().contains(name), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.840.113549.1.9.20", "1.2.840.113549.1.9.21"})
    void whatOnlyPkcs12NeedsIsLeftOut(String name) throws Exception {
        Attribute ofPkcs12 = new PKCS12Attribute(name, "web");
        Attribute other = new PKCS12Attribute(UNSTRUCTURED_NAME, "web");

        assertEquals(Set.of(other), roundTrip(Set.of(ofPkcs12, other)));
    }

    @Test
    void attributeWithoutValueIsRefused() {
        assertThrows(KeyStoreException.class, () -> encode(CREATED, Set.of(new Plain("name", null))));
    }

    @Test
    void attributeThatIsNotDerIsRefused() {
        byte[] longLength = {0x30, (byte) 0x81, 0x08, 0x06, 0x02, 0x2a, 0x03, 0x31, 0x02, 0x0c, 0x00};
        Attribute attribute = new PKCS12Attribute(longLength);

        assertThrows(KeyStoreException.class, () -> encode(CREATED, Set.of(attribute)));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T05:30:00Z, 20261122053000Z",
        "2026-11-22T05:30:00.100Z, 20261122053000.1Z",
        "2026-11-22T05:30:00.120Z, 20261122053000.12Z",
        "2026-11-22T05:30:00.001Z, 20261122053000.001Z",
        "1970-01-01T00:00:00Z, 19700101000000Z",
        "9999-12-31T23:59:59.999Z, 99991231235959.999Z"
    })
    void creationDateIsGeneralizedTimeInDer(Instant created, String time) throws Exception {
        byte[] payload = encode(created, Set.of());

        String text = new String(payload, StandardCharsets.ISO_8859_1);
        assertTrue(text.endsWith((char) Der.GENERALIZED_TIME + "" + (char) time.length() + time), text);
        try (StoredEntry entry = Entries.parse(payload)) {
            assertEquals(Optional.of(created), entry.created());
        }
    }

    @Test
    void creationDateKeepsNoMoreThanMilliseconds() throws Exception {
        try (StoredEntry entry = Entries.parse(encode(Instant.parse("2026-11-22T05:30:00.123456789Z"), Set.of()))) {
            assertEquals(Optional.of(Instant.parse("2026-11-22T05:30:00.123Z")), entry.created());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20261122053000",
                "20261122053000z",
                "20261122053000.Z",
                "20261122053000,1Z",
                "20261122053000.1234567890Z",
                "20261322053000Z",
                "20261122253000Z",
                "2026112205300aZ",
                "20261122053000+0100",
                "2611220530Z"
            })
    void otherFormsOfTimeAreMalformed(String time) {
        byte[] value = Der.value(Der.GENERALIZED_TIME, time.getBytes(StandardCharsets.US_ASCII));

        assertThrows(MalformedEntryException.class, () -> CreationTime.read(DerValue.of(value, "a time")));
    }

    @Test
    void damagedCreationDateIsTheTroubleOfWhoAsksForIt() throws Exception {
        byte[] payload = encode(CREATED, Set.of());
        payload[payload.length - 1] = 'z';

        try (StoredEntry entry = Entries.parse(payload)) {
            assertEquals("AES", entry.key(null).getAlgorithm());
            assertTrue(entry.isDated());
            assertThrows(MalformedEntryException.class, entry::created);
        }
    }

    @Test
    void damagedAttributeIsTheTroubleOfWhoAsksForIt() throws Exception {
        for (String type : new String[] {"1.2.3.4", NamedAttribute.OID}) {
            byte[] value = Der.value(Der.SET, new byte[] {(byte) 0x13, 1, 'x', 0x0c, 1, (byte) 0xff});
            byte[] set = Der.value(
                    Der.SET,
                    Der.value(Der.SEQUENCE, Der.objectIdentifier("1.2.3"), Der.value(Der.SET)),
                    Der.value(Der.SEQUENCE, Der.objectIdentifier(type), value));
            try (StoredEntry entry = Entries.parse(secretKeyWith(set))) {
                assertEquals("AES", entry.key(null).getAlgorithm());
                if (type.equals(NamedAttribute.OID)) {
                    assertThrows(MalformedEntryException.class, entry::attributes);
                } else {
                    assertEquals(2, entry.attributes().size());
                }
            }
        }
    }

    /**
     * These attributes describe the kernel's key, so they are never in the payload: otherwise whoever writes one there
     * would be believed.
     */
    @Test
    void attributesThatTellOfTheKernelsKeyAreNotTakenFromAPayload() throws Exception {
        Set<byte[]> forged = new HashSet<>();
        for (int number = 0; number < 20; number++) {
            if (number == 1 || number == 8) {
                continue;
            }
            forged.add(((PKCS12Attribute) KeyAttributes.of(KeyAttributes.oid(number), "forged")).getEncoded());
            forged.add(Der.value(
                    Der.SEQUENCE,
                    Der.objectIdentifier(NamedAttribute.OID),
                    Der.value(Der.SET, NamedAttribute.write(KeyAttributes.oid(number), "forged"))));
        }

        try (StoredEntry entry = Entries.parse(secretKeyWith(Der.value(Der.SET, forged.toArray(new byte[0][]))))) {
            assertEquals(Set.of(), entry.attributes());
        }
    }

    @Test
    void entryWithAKeyOfItsOwnIsNotHeldByTheKernelWhateverItNotes() throws Exception {
        byte[] set =
                EntryAttributes.write(CREATED, Set.of(new HeldKeyNote(Description.of("someone's"), Optional.empty())));

        try (StoredEntry entry = Entries.parse(secretKeyWith(set))) {
            assertEquals(Optional.empty(), entry.heldKey());
            assertEquals(16, entry.key(null).getEncoded().length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\0b"})
    void heldKeyOfANameThatNoKeyCanHaveIsNone(String name) throws Exception {
        byte[] set = EntryAttributes.write(CREATED, Set.of(new HeldKeyNote(Description.of(name), Optional.empty())));
        byte[] info = SecretKeyInfo.encode("AES", new byte[0]);

        try (StoredEntry entry = Entries.parse(joined(info, set))) {
            assertEquals(Optional.empty(), entry.heldKey());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"99991231235959Z", "21050101000000Z", "20261322053000Z", "soon"})
    void expiryThatNoTimeoutReachesIsNone(String time) throws Exception {
        byte[] value = Der.value(Der.GENERALIZED_TIME, time.getBytes(StandardCharsets.US_ASCII));
        byte[] note = Der.value(Der.SEQUENCE, Der.objectIdentifier(ExpiryNote.OID), Der.value(Der.SET, value));

        try (StoredEntry entry = Entries.parse(secretKeyWith(Der.value(Der.SET, note)))) {
            assertEquals(Optional.empty(), entry.expiry());
            assertEquals("AES", entry.key(null).getAlgorithm());
        }
    }

    @Test
    void secondCreationDateIsMalformed() throws Exception {
        byte[] time = CreationTime.write(CREATED);
        byte[] attribute = Der.value(Der.SEQUENCE, Der.objectIdentifier("2.5.18.1"), Der.value(Der.SET, time));
        byte[] set = Der.value(Der.SET, attribute, attribute);

        assertThrows(MalformedEntryException.class, () -> EntryAttributes.read(DerValue.of(set, "attributes")));
    }

    @Test
    void attributeWithMoreThanATypeAndItsValueIsMalformed() throws Exception {
        byte[] type = Der.objectIdentifier("2.5.18.1");
        byte[] time = CreationTime.write(CREATED);
        byte[] twoValues = Der.value(Der.SEQUENCE, type, Der.value(Der.SET, time, time));
        byte[] threeFields = Der.value(Der.SEQUENCE, type, Der.value(Der.SET, time), time);
        for (byte[] attribute : new byte[][] {twoValues, threeFields}) {
            DerValue set = DerValue.of(Der.value(Der.SET, attribute), "attributes");
            assertThrows(MalformedEntryException.class, () -> EntryAttributes.read(set));
        }
    }

    @Test
    void setIsOrderedAsDerDemands() throws Exception {
        Set<Attribute> attributes = new HashSet<>();
        for (int i = 0; i < EntryAttributes.MOST; i++) {
            attributes.add(new PKCS12Attribute("1.2." + i, "v".repeat(i)));
        }

        byte[] set = EntryAttributes.write(CREATED, attributes);

        assertArrayEquals(ASN1Primitive.fromByteArray(set).getEncoded("DER"), set);
    }

    private static Set<Attribute> roundTrip(Set<Attribute> attributes) throws Exception {
        try (StoredEntry entry = Entries.parse(encode(CREATED, attributes))) {
            assertEquals(Optional.of(CREATED), entry.created());
            return entry.attributes();
        }
    }

    private static byte[] secretKeyWith(byte[] attributes) throws Exception {
        return joined(SecretKeyInfo.encode(new SecretKeySpec(new byte[16], "AES")), attributes);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] encode(Instant created, Set<Attribute> attributes) throws Exception {
        return Entries.bytes(EntryEncoder.secretKey(new SecretKeySpec(new byte[16], "AES"), null, created, attributes));
    }

    private record Plain(String getName, String getValue) implements Attribute {}
}
