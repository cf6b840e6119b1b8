package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;

/** Payloads that are DER or BER, but not an entry, are refused by name; other bytes are a secret key. */
class OtherDerTest {
    @Test
    void whatIsDerOfAnotherKindIsRefusedAndNamed() throws Exception {
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        for (String algorithm : List.of("RSA", "EC/secp256r1", "Ed25519", "DSA", "X25519")) {
            byte[] publicKey = TestKeys.pair(algorithm).getPublic().getEncoded();
            assertRefused("a public key by itself", publicKey);
        }
        byte[] request = new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=web"), pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                .getEncoded();
        assertRefused("a certificate request", request);
    }

    @Test
    void berIsRefusedAndNamed() throws Exception {
        byte[] certificate = TestKeys.chain(TestKeys.pair("Ed25519"))[0].getEncoded();
        byte[] rsa = TestKeys.pair("RSA").getPrivate().getEncoded();
        byte[] ed25519 = TestKeys.pair("Ed25519").getPrivate().getEncoded();
        for (byte[] der : List.of(certificate, rsa, ed25519)) {
            byte[] content = DerValue.of(der, "a value").contentCopy();
            int length = content.length;
            byte[] longer = {0x30, (byte) 0x84, 0, 0, (byte) (length >> 8), (byte) length};
            assertRefused("this is BER", concat(longer, content));
            assertRefused("this is BER", concat(concat(new byte[] {0x30, (byte) 0x80}, content), new byte[2]));
        }
    }

    /** With one octet less, the payload could as well be other bytes. */
    @ParameterizedTest
    @CsvSource({
        "308002010030, true",
        "3080020100, false",
        "30803080a0030201, true",
        "30803080a00302, false",
        "308030, false",
        "3080, false"
    })
    void berIsToldByItsBeginningAlone(String hex, boolean isBer) throws Exception {
        byte[] payload = HexFormat.of().parseHex(hex);
        if (isBer) {
            assertRefused("this is BER", payload);
        } else {
            assertEquals(StoredEntry.Kind.SECRET_KEY, Entries.parse(payload).kind());
        }
    }

    @Test
    void whatOnlyBeginsLikeAPublicKeyOrARequestIsASecretKey() throws Exception {
        byte[] key = TestKeys.pair("Ed25519").getPublic().getEncoded();
        byte[] algorithm = Der.value(Der.SEQUENCE, Der.objectIdentifier("1.3.101.112"));
        byte[] bits = Der.value(Der.BIT_STRING, new byte[33]);
        byte[] info = concat(new byte[] {Der.INTEGER, 1, 0, Der.SEQUENCE, 0}, key);
        byte[] more = {Der.INTEGER, 1, 0};
        for (byte[] other : List.of(
                Der.value(Der.SEQUENCE, algorithm, bits, more),
                Der.value(
                        Der.SEQUENCE,
                        Der.value(Der.SEQUENCE, new byte[] {Der.INTEGER, 1, 0, Der.SEQUENCE, 0, Der.SEQUENCE, 0}),
                        algorithm,
                        bits),
                Der.value(Der.SEQUENCE, Der.value(Der.SEQUENCE, info), algorithm, bits, more))) {
            assertEquals(StoredEntry.Kind.SECRET_KEY, Entries.parse(other).kind());
        }
        assertRefused("a public key by itself", Der.value(Der.SEQUENCE, algorithm, bits));
        assertRefused("a certificate request", Der.value(Der.SEQUENCE, Der.value(Der.SEQUENCE, info), algorithm, bits));
    }

    private static void assertRefused(String reason, byte[] payload) {
        Exception e = assertThrows(MalformedEntryException.class, () -> Entries.parse(payload));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "000", "0700", "password", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "{}", "\u0000"})
    void otherBytesAreASecretKeyWithoutAChain(String secret) throws Exception {
        try (StoredEntry entry = Entries.parse(secret)) {
            assertEquals(StoredEntry.Kind.SECRET_KEY, entry.kind());
            assertEquals(0, entry.chain().length);
            assertEquals(Set.of(), entry.attributes());
            assertArrayEquals(
                    secret.getBytes(StandardCharsets.UTF_8), entry.key(null).getEncoded());
        }
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
