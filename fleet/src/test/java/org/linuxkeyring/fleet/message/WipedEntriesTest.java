package org.linuxkeyring.fleet.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** The values that keys pass through hold nothing of them afterwards. */
class WipedEntriesTest {
    @Test
    void theValueOfADecodedPrivateKeyIsWiped() throws Exception {
        KeyPair pair = TestKeys.fresh("EC");
        X509Certificate[] chain = TestCertificates.chain(pair.getPublic(), 2);
        ASN1Encodable value = EntryCodec.encode(new KeyStore.PrivateKeyEntry(pair.getPrivate(), chain));
        BigInteger secret = ((ECPrivateKey) pair.getPrivate()).getS();
        assertTrue(hex(value).contains(secret.toString(16)));

        KeyStore.PrivateKeyEntry entry = (KeyStore.PrivateKeyEntry) EntryCodec.decode(value);

        assertFalse(hex(value).contains(secret.toString(16)));
        assertEquals(pair.getPrivate(), entry.getPrivateKey());
        assertArrayEquals(chain, entry.getCertificateChain());
    }

    @Test
    void theValueOfADecodedSecretKeyIsWiped() throws Exception {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 0x5a);
        ASN1Encodable value = EntryCodec.encode(new KeyStore.SecretKeyEntry(new SecretKeySpec(key, "AES")));
        assertTrue(hex(value).contains("5a5a5a5a"));

        KeyStore.SecretKeyEntry entry = (KeyStore.SecretKeyEntry) EntryCodec.decode(value);

        assertFalse(hex(value).contains("5a5a"));
        assertArrayEquals(key, entry.getSecretKey().getEncoded());
    }

    /** A PKCS #8 key may have its public key under an implicit tag (RFC 5958 section 2). */
    @Test
    void aKeyWithItsPublicKeyIsWipedToo() throws Exception {
        byte[] secret = {0x5a, 0x5a, 0x5a, 0x5a};
        PrivateKeyInfo key = new PrivateKeyInfo(
                new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519),
                new DEROctetString(secret),
                null,
                new byte[] {1, 2, 3});
        for (ASN1Encodable value : List.of(key, ASN1Primitive.fromByteArray(key.getEncoded()))) {
            assertTrue(hex(value).contains("5a5a5a5a"));
            Der.wipe(value);
            assertFalse(hex(value).contains("5a5a"));
        }
    }

    @Test
    void whatIsWrittenKeepsItsKeysAndTheEntryToo() throws Exception {
        byte[] key = {1, 2, 3, 4, 5, 6, 7, 8};
        KeyStore.SecretKeyEntry entry = new KeyStore.SecretKeyEntry(new SecretKeySpec(key, "HmacSHA256"));

        KeyStore.SecretKeyEntry read = (KeyStore.SecretKeyEntry) EntryCodec.fromBytes(EntryCodec.toBytes(entry));

        assertArrayEquals(key, read.getSecretKey().getEncoded());
        assertArrayEquals(key, entry.getSecretKey().getEncoded());
    }

    private static String hex(ASN1Encodable value) {
        return HexFormat.of().formatHex(Der.encode(value));
    }
}
