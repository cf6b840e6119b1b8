package org.linuxkeyring.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.linuxkeyring.tools.Keytool.STORE_PASSWORD;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** keytool's commands on {@code -keystore NONE}. */
class KeytoolCommandsIT extends OnEachKeytool {
    KeytoolCommandsIT(Jdk jdk) {
        super(jdk);
    }

    @Test
    void keyPairsAreMadeUnderTheStorePassword() throws Exception {
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            String name = "CN=" + algorithm;
            keytool().on("NONE", "-genkeypair -alias %s -keyalg %s -dname %s", algorithm, algorithm, name);
            X509Certificate certificate = (X509Certificate) keyStore().getCertificate(algorithm);
            certificate.verify(certificate.getPublicKey());
            assertEquals(name, certificate.getSubjectX500Principal().getName());
            KeyPairs.assertPair(key(algorithm, STORE_PASSWORD), certificate);
            assertThrows(UnrecoverableKeyException.class, () -> key(algorithm, KEY_PASSWORD));
        }
    }

    @Test
    void secretKeysAndPasswordsAreStoredUnderTheirKeyPassword() throws Exception {
        keytool().on("NONE", "-genseckey -alias aes -keyalg AES -keysize 256 -keypass %s", KEY_PASSWORD);
        Keytool.clean(keytool()
                .childOn("NONE", "-importpass -alias database -keypass %s", KEY_PASSWORD)
                .input("Tr0ub4dor\nTr0ub4dor\n")
                .run());

        assertEquals("AES", key("aes", KEY_PASSWORD).getAlgorithm());
        assertEquals(32, key("aes", KEY_PASSWORD).getEncoded().length);
        assertThrows(UnrecoverableKeyException.class, () -> key("aes", STORE_PASSWORD));
        assertEquals("Tr0ub4dor", new String(key("database", KEY_PASSWORD).getEncoded(), StandardCharsets.UTF_8));
    }

    @Test
    void entriesAreListedByTypeAndDate() throws Exception {
        X509Certificate[] chain = setPair("pair", KEY_PASSWORD, 3);
        KeyStore store = keyStore();
        store.setKeyEntry("secret", new SecretKeySpec(new byte[16], "AES"), null, null);
        store.setCertificateEntry("trusted", TestCertificates.root());

        String brief = keytool().on("NONE", "-list").out();
        assertTrue(brief.contains("Keystore type: LINUXKEYRING\nKeystore provider: LinuxKeyring\n"), brief);
        assertTrue(brief.contains("contains 3 entries"), brief);
        assertListed(brief, "^pair, DATE, PrivateKeyEntry, $");
        assertListed(brief, "^secret, DATE, SecretKeyEntry, $");
        assertListed(brief, "^trusted, DATE, trustedCertEntry, $");

        String verbose = keytool().on("NONE", "-list -v").out();
        assertListed(
                verbose,
                "^Alias name: pair\nCreation date: DATE\nEntry type: PrivateKeyEntry\nCertificate chain length: 3$");
        assertListed(verbose, "^Alias name: secret\nCreation date: DATE\nEntry type: SecretKeyEntry$");
        assertListed(verbose, "^Alias name: trusted\nCreation date: DATE\nEntry type: trustedCertEntry$");

        assertArrayEquals(
                chain,
                certificates(keytool().on("NONE", "-list -rfc -alias pair").out()));
    }

    private static void assertListed(String listing, String lines) {
        Matcher matcher = Pattern.compile(lines.replace("DATE", "[^\n]*\\d{4}"), Pattern.MULTILINE)
                .matcher(listing);
        assertTrue(matcher.find(), () -> lines + " is missing in\n" + listing);
    }

    private static Certificate[] certificates(String listing) throws Exception {
        String pem = listing.substring(listing.indexOf("-----BEGIN")).replaceAll("(?m)^Certificate\\[.*\n", "");
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                .toArray(Certificate[]::new);
    }

    @Test
    void foreignHeldAndBrokenKeysAreListedBesideTheOthers() throws Exception {
        scratch().add("user", "certificate", TestCertificates.root().getEncoded());
        scratch().add("user", "token", bytes("xyzzy"));
        scratch().add("user", "broken", Arrays.copyOf(PAIR.getPrivate().getEncoded(), 50));
        scratch().add("logon", "app:token", bytes("xyzzy"));
        setPair("pair", KEY_PASSWORD, 1);

        // keytool prints null for an entry without a date: the kernel keeps none, and no other tool writes one.
        String listing = keytool().childOn("NONE", "-list").run().succeeded().out();
        assertListed(listing, "^certificate, null, trustedCertEntry, $");
        assertListed(listing, "^token, null, SecretKeyEntry, $");
        assertListed(listing, "^broken, null, Unknown Entry Type$");
        assertListed(listing, "^%logon:app:token, null, SecretKeyEntry, $");
        assertListed(listing, "^pair, DATE, PrivateKeyEntry, $");
    }

    @Test
    void aRequestIsSignedAndTheReplyInstalled() throws Exception {
        KeyPair issuer = TestKeys.fresh("EC/secp256r1");
        KeyStore store = keyStore();
        X509Certificate[] issuers = TestCertificates.chain(issuer.getPublic(), 2);
        store.setKeyEntry("issuer", issuer.getPrivate(), null, issuers);
        setPair("web", KEY_PASSWORD, 1);
        String request = file("web.csr").toString();
        String reply = file("web.crt").toString();
        Path exported = file("exported.crt");

        keytool().on("NONE", "-certreq -alias web -keypass %s -file %s", KEY_PASSWORD, request);
        keytool().on("NONE", "-gencert -alias issuer -infile %s -outfile %s", request, reply);
        keytool().on("NONE", "-importcert -noprompt -alias web -keypass %s -file %s", KEY_PASSWORD, reply);
        keytool().on("NONE", "-exportcert -alias web -file %s", exported);

        Certificate[] chain = store.getCertificateChain("web");
        chain[0].verify(issuer.getPublic());
        assertEquals(List.of(chain[0], issuers[0]), List.of(chain));
        assertEquals(PAIR.getPublic(), chain[0].getPublicKey());
        assertArrayEquals(chain[0].getEncoded(), Files.readAllBytes(exported));
        assertEquals(PAIR.getPrivate(), key("web", KEY_PASSWORD));
    }

    @Test
    void aTrustedCertificateIsImportedAndDeleted() throws Exception {
        Path file = Files.write(file("root.crt"), TestCertificates.root().getEncoded());

        keytool().on("NONE", "-importcert -noprompt -alias root -file %s", file);
        assertTrue(keyStore().isCertificateEntry("root"));
        assertEquals(TestCertificates.root(), keyStore().getCertificate("root"));

        keytool().on("NONE", "-delete -alias root");
        assertFalse(keyStore().containsAlias("root"));
    }

    @Test
    void aliasAndKeyPasswordChange() throws Exception {
        X509Certificate[] chain = setPair("old", KEY_PASSWORD, 2);

        keytool().on("NONE", "-changealias -alias old -destalias new -keypass %s", KEY_PASSWORD);
        assertFalse(keyStore().containsAlias("old"));
        assertEquals(PAIR.getPrivate(), key("new", KEY_PASSWORD));

        keytool().on("NONE", "-keypasswd -alias new -keypass %s -new hunter2-hunter2", KEY_PASSWORD);
        assertEquals(PAIR.getPrivate(), key("new", "hunter2-hunter2"));
        assertArrayEquals(chain, keyStore().getCertificateChain("new"));
    }

    /** There is no password of the whole keystore, so -storepasswd changes nothing. */
    @Test
    void theStorePasswordOpensNothingAndCannotBeChanged() throws Exception {
        keyStore().setKeyEntry("aes", new SecretKeySpec(new byte[16], "AES"), KEY_PASSWORD.toCharArray(), null);

        keytool().on("NONE", "-storepasswd -new hunter2-hunter2");
        assertEquals(16, key("aes", KEY_PASSWORD).getEncoded().length);
    }

    @Test
    void anEntryMadeWithTheOptionProtectedHasNoPassword() throws Exception {
        Keytool.clean(keytool()
                .child("-genkeypair -alias web -keyalg EC -dname CN=web -protected -keystore NONE -storetype"
                        + " LINUXKEYRING")
                .run());
        KeyPairs.assertPair(keyStore().getKey("web", null), keyStore().getCertificate("web"));

        String request = keytool().on("NONE", "-certreq -alias web").out();
        assertTrue(request.startsWith("-----BEGIN NEW CERTIFICATE REQUEST-----"), request);
    }
}
