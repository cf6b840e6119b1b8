package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.pem.PemBlocks;

/**
 * A block TRUSTED CERTIFICATE lists the uses for which the certificate is trusted; a trusted certificate entry is
 * trusted for TLS servers.
 */
class TrustSettingsTest {
    private static final KeyPair PAIR = TestKeys.pair("Ed25519");
    private static final X509Certificate CERTIFICATE = TestKeys.certificate("CN=ca", PAIR, "CN=ca", PAIR.getPrivate());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-setalias name",
                "-addtrust serverAuth",
                "-addtrust anyExtendedKeyUsage",
                "-addtrust emailProtection -addtrust serverAuth",
                "-addtrust serverAuth -addtrust clientAuth -setalias name",
                "-addreject emailProtection",
                "-addreject clientAuth",
                "-addtrust serverAuth -addreject codeSigning"
            })
    void certificateTrustedForServersIsATrustedCertificate(String settings) throws Exception {
        try (StoredEntry entry = Entries.parse(trusted(settings))) {
            assertEquals(StoredEntry.Kind.CERTIFICATE, entry.kind());
            assertArrayEquals(new Certificate[] {CERTIFICATE}, entry.chain());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-addreject serverAuth",
                "-addreject anyExtendedKeyUsage",
                "-addreject emailProtection -addreject serverAuth",
                "-addtrust clientAuth",
                "-addtrust emailProtection",
                "-addtrust serverAuth -addreject serverAuth",
                "-addtrust serverAuth -addreject anyExtendedKeyUsage",
                "-addtrust emailProtection -setalias name"
            })
    void certificateNotTrustedForServersIsRefused(String settings) {
        String text = trusted(settings);

        Exception e = assertThrows(MalformedEntryException.class, () -> Entries.parse(text));

        assertTrue(e.getMessage().contains("not trusted for TLS servers"), e.getMessage());
        assertThrows(MalformedEntryException.class, () -> Entries.parse(text + PemBlocks.pem(CERTIFICATE)));
    }

    @Test
    void ownChainMayHaveAnySettings() throws Exception {
        String key = PemBlocks.pem("PRIVATE KEY", PAIR.getPrivate().getEncoded());

        try (StoredEntry entry = Entries.parse(trusted("-addreject serverAuth") + key)) {
            assertEquals(StoredEntry.Kind.PRIVATE_KEY, entry.kind());
            assertArrayEquals(new Certificate[] {CERTIFICATE}, entry.chain());
        }
    }

    @Test
    void damagedSettingsAreMalformed() throws Exception {
        byte[] certificate = CERTIFICATE.getEncoded();
        for (byte[] settings : List.of(
                new byte[] {1, 2},
                Der.value(Der.SET),
                Der.value(Der.SEQUENCE, Der.value(Der.SEQUENCE, Der.value(Der.INTEGER, new byte[1]))),
                Der.value(Der.SEQUENCE, Der.value(Der.CONTEXT_0, Der.value(Der.OCTET_STRING))),
                Der.value(Der.SEQUENCE, Der.value(Der.SEQUENCE), new byte[] {Der.SEQUENCE, 9}))) {
            String text = PemBlocks.pem("TRUSTED CERTIFICATE", joined(certificate, settings));
            assertThrows(MalformedEntryException.class, () -> Entries.parse(text));
        }
    }

    @Test
    void settingsBehindACertificateInDerAreMalformed() throws Exception {
        byte[] settings = Der.value(Der.SEQUENCE, Der.value(Der.CONTEXT_0, Der.objectIdentifier("1.3.6.1.5.5.7.3.1")));

        assertThrows(MalformedEntryException.class, () -> Entries.parse(joined(CERTIFICATE.getEncoded(), settings)));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static String trusted(String settings) {
        OpenSsl.assumeInstalled();
        List<String> arguments = new ArrayList<>(List.of("x509", "-trustout"));
        arguments.addAll(List.of(settings.split(" ")));
        byte[] pem = PemBlocks.pem(CERTIFICATE).getBytes(StandardCharsets.US_ASCII);
        return new String(OpenSsl.run(pem, arguments.toArray(String[]::new)), StandardCharsets.US_ASCII);
    }
}
