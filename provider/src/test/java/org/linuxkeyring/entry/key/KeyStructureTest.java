package org.linuxkeyring.entry.key;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Collections;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;

/** A key with a field more than its structure has is malformed at that field. */
class KeyStructureTest {
    private static final byte[] ONE = {Der.INTEGER, 1, 1};
    private static final byte[] NULL = {0x05, 0};
    private static final byte[] OID = Der.objectIdentifier("1.2.3.4");
    private static final byte[] OCTETS = Der.value(Der.OCTET_STRING, new byte[4]);
    private static final byte[] ALGORITHM = Der.value(Der.SEQUENCE, OID, NULL);

    private static void assertNoMore(Consumer<DerValue> reader, byte[]... fields) {
        byte[] whole = Der.value(Der.SEQUENCE, fields);
        assertDoesNotThrow(() -> reader.accept(DerValue.of(whole, "a key")));

        byte[][] more = Arrays.copyOf(fields, fields.length + 1);
        more[fields.length] = ONE;
        byte[] longer = Der.value(Der.SEQUENCE, more);
        MalformedEntryException e =
                assertThrows(MalformedEntryException.class, () -> reader.accept(DerValue.of(longer, "a key")));
        assertEquals(longer.length - ONE.length, e.offset(), e.getMessage());
    }

    private static byte[][] ones(int count) {
        return Collections.nCopies(count, ONE).toArray(new byte[0][]);
    }

    @Test
    void encryptedPrivateKeyInfoHasTwoFields() {
        assertNoMore(value -> EncryptedKey.read(value, true), ALGORITHM, OCTETS);
    }

    @Test
    void privateKeyInfoHasAtMostFiveFields() {
        byte[] attributes = Der.value(Der.CONTEXT_0);
        byte[] publicKey = Der.value(0x81, new byte[2]);
        assertNoMore(OneAsymmetricKey::read, ONE, ALGORITHM, OCTETS);
        assertNoMore(OneAsymmetricKey::read, ONE, ALGORITHM, OCTETS, attributes, publicKey);

        byte[] threeFields = Der.value(Der.SEQUENCE, OID, NULL, NULL);
        byte[] info = OneAsymmetricKey.write(threeFields, new byte[4], new byte[0]);
        assertThrows(MalformedEntryException.class, () -> PlainKey.of(info));
    }

    @Test
    void traditionalKeysHaveTheFieldsOfTheirFormat() {
        byte[][] rsa = Arrays.copyOf(ones(9), 10);
        rsa[9] = Der.value(Der.SEQUENCE);
        assertNoMore(TraditionalKey.RSA::plainKey, rsa);
        assertNoMore(TraditionalKey.DSA::plainKey, ones(6));
        byte[] curve = Der.value(Der.CONTEXT_0, OID);
        byte[] publicKey = Der.value(Der.CONTEXT_1, Der.value(Der.BIT_STRING, new byte[2]));
        assertNoMore(TraditionalKey.EC::plainKey, ONE, OCTETS, curve, publicKey);
    }
}
