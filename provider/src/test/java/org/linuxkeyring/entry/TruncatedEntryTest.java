package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.entry.Entries.CREATED;

import java.security.KeyPair;
import java.security.KeyStore.Entry.Attribute;
import java.security.PKCS12Attribute;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.key.OneAsymmetricKey;

/** A payload that begins as an entry and is cut off is malformed, wherever it is cut off. */
class TruncatedEntryTest {
    private static final char[] PASSWORD = "secret".toCharArray();

    static Stream<Named<byte[]>> entries() throws Exception {
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        Certificate[] chain = TestKeys.chain(pair);
        Set<Attribute> attributes = Set.of(new PKCS12Attribute("1.2.3", "value"));
        SecretKeySpec aes = new SecretKeySpec(new byte[32], "AES");
        SecretKeySpec named = new SecretKeySpec(new byte[200], "Unheard-of");
        byte[] rsa = TestKeys.pair("RSA").getPrivate().getEncoded();
        byte[] ec = pair.getPrivate().getEncoded();
        byte[] encrypted =
                TestKeys.encrypted(pair.getPrivate(), PASSWORD, "PBEWithHmacSHA256AndAES_256", "1.2.840.113549.1.5.13");
        return Stream.of(
                Named.of(
                        "private key",
                        Entries.bytes(EntryEncoder.privateKey(pair.getPrivate(), null, chain, CREATED, attributes))),
                Named.of(
                        "protected private key",
                        Entries.bytes(EntryEncoder.protectedKey(encrypted, chain, CREATED, attributes))),
                Named.of("secret key", Entries.bytes(EntryEncoder.secretKey(aes, null, CREATED, Set.of()))),
                Named.of(
                        "secret key with a name",
                        Entries.bytes(EntryEncoder.secretKey(named, null, CREATED, Set.of()))),
                Named.of("protected secret key", FormatVectorsTest.vector("protected")),
                Named.of("certificate", Entries.bytes(EntryEncoder.certificate(chain[0], CREATED, attributes))),
                Named.of(
                        "lone RSAPrivateKey",
                        OneAsymmetricKey.read(DerValue.of(rsa, "")).key().contentCopy()),
                Named.of("lone PrivateKeyInfo", ec));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void eachTruncationIsMalformedOrEndsBetweenTwoValues(byte[] entry) throws Exception {
        Set<Integer> ends = endsOfValues(entry);

        for (int length = 0; length < entry.length; length++) {
            byte[] truncated = Arrays.copyOf(entry, length);
            if (ends.contains(length)) {
                assertEquals(isKey(entry), isKey(truncated));
            } else {
                MalformedEntryException e =
                        assertThrows(MalformedEntryException.class, () -> Entries.parse(truncated), "cut to " + length);
                assertEquals(length, e.offset());
                assertTrue(e.getMessage().contains("offset " + length), e.getMessage());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("entries")
    void bytesBehindAnEntryAreMalformed(byte[] entry) {
        for (byte trailing : new byte[] {0, 1, Der.SEQUENCE, Der.SET, Der.OCTET_STRING}) {
            byte[] longer = Arrays.copyOf(entry, entry.length + 1);
            longer[entry.length] = trailing;

            MalformedEntryException e = assertThrows(MalformedEntryException.class, () -> Entries.parse(longer));

            assertTrue(e.offset() >= entry.length, e.getMessage());
        }
    }

    @Test
    void keyThatLosesItsChainBetweenTwoValuesIsStillThatKey() throws Exception {
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        byte[] entry = Entries.bytes(
                EntryEncoder.privateKey(pair.getPrivate(), null, TestKeys.chain(pair), CREATED, Set.of()));

        byte[] keyAlone = Arrays.copyOf(entry, pair.getPrivate().getEncoded().length);

        assertEquals(pair.getPrivate(), Entries.key(keyAlone, null));
    }

    private static boolean isKey(byte[] payload) throws MalformedEntryException {
        try (StoredEntry entry = Entries.parse(payload)) {
            return entry.kind() != StoredEntry.Kind.CERTIFICATE;
        }
    }

    private static Set<Integer> endsOfValues(byte[] entry) throws MalformedEntryException {
        Set<Integer> ends = new HashSet<>();
        DerReader values = new DerReader(entry);
        while (values.hasNext()) {
            ends.add(values.next("a value").end());
        }
        return ends;
    }
}
