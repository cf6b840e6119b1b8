package org.linuxkeyring.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.held.rsa.RsaPairs;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyInfo;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.TestCertificates;

/**
 * keytool, jarsigner, openssl and keyctl on a keystore whose keys the kernel holds, by a reference with
 * {@code protection=kernel-held}. Keys that keytool makes are short: longer ones take half a minute on an emulated
 * processor.
 */
@Tag("kernel")
class KernelHeldToolsVmIT {
    private static final Provider OURS = new LinuxKeyringProvider();
    private static final KeyPair PAIR = RsaPairs.ofBits(2048);
    private static final X509Certificate[] CHAIN = TestCertificates.chain(PAIR.getPublic(), 2);

    @TempDir
    private Path folder;

    private final Jdk jdk = Jdk.installed().get(0);
    private final Keytool keytool = Keytool.of(jdk);
    private ScratchKeyring scratch;
    private Path reference;

    @BeforeEach
    void openScratch() throws Exception {
        scratch = ScratchKeyring.of(Backend.KERNEL);
        assumeTrue(new KeyTypeProbe(scratch.keyctl()).parsesPkcs8(), KeyTypeProbe.PKCS8_NEEDS);
        reference = Files.writeString(
                folder.resolve("reference"), "keyring=" + scratch.serial() + "\nprotection=kernel-held\n");
    }

    @AfterEach
    void closeScratch() {
        if (scratch != null) {
            scratch.close();
        }
    }

    @Test
    void anImportedKeyIsListedCertifiedRenewedAndDeleted() throws Exception {
        Path file = folder.resolve("server.p12");
        KeyStore pkcs12 = KeyStore.getInstance("PKCS12");
        pkcs12.load(null, null);
        pkcs12.setKeyEntry("web", PAIR.getPrivate(), Keytool.STORE_PASSWORD.toCharArray(), CHAIN);
        try (OutputStream out = Files.newOutputStream(file)) {
            pkcs12.store(out, Keytool.STORE_PASSWORD.toCharArray());
        }
        Keytool.clean(keytool.child(
                        "-importkeystore -noprompt -srckeystore %s -srcstorepass %s -destkeystore %s"
                                + " -deststoretype LINUXKEYRING -deststorepass %s",
                        file, Keytool.STORE_PASSWORD, reference, Keytool.STORE_PASSWORD)
                .run());
        int serial = heldSerial("web");
        assertSigns("web", CHAIN[0]);

        String listed = keytool.on(reference, "-list -v").out();
        assertTrue(listed.contains("Your keystore contains 1 entry\n"), listed);
        assertTrue(listed.contains("Alias name: web\n"), listed);
        assertTrue(listed.contains("Entry type: PrivateKeyEntry\nCertificate chain length: 2\n"), listed);

        // The certificate is signed by the key itself: keytool checks its own output only in that case.
        String request = keytool.on(reference, "-certreq -alias web").out();
        Outcome checked =
                Child.of("openssl", "req", "-verify", "-noout").input(request).run();
        assertTrue((checked.out() + checked.err()).contains("verify OK"), checked::toString);

        X509Certificate[] renewed = TestCertificates.chain(PAIR.getPublic(), 2);
        Path reply = Files.writeString(folder.resolve("reply"), pem((Object[]) renewed));
        keytool.on(reference, "-importcert -noprompt -alias web -file %s", reply);
        assertArrayEquals(renewed, store().getCertificateChain("web"));
        assertEquals(serial, heldSerial("web"));
        assertSigns("web", renewed[0]);

        keytool.on(reference, "-delete -alias web");
        assertEquals(0, scratch.links().length);
    }

    @Test
    void keysThatKeytoolMakesAreHeldAtOnceAndJarsignerSignsWithThem() throws Exception {
        keytool.on(reference, "-genkeypair -alias signer -keyalg RSA -keysize 1024 -dname CN=signer");
        X509Certificate certificate = (X509Certificate) store().getCertificate("signer");
        assertSigns("signer", certificate);

        Path jar = Jarsigner.jar(folder.resolve("signed.jar"));
        Jarsigner jarsigner = new Jarsigner(jdk);
        Outcome signed = jarsigner.sign(jar, reference, "signer").run().succeeded();
        assertTrue(signed.out().contains("jar signed."), signed::toString);
        Outcome verified = jarsigner.verify(jar);
        assertTrue(verified.out().contains("jar verified."), verified::toString);
        assertTrue(verified.out().contains("CN=signer"), verified::toString);
    }

    /** keytool generates the pair by the provider that is named, and this one has a generator of its own. */
    @Test
    void aKeyThatKeytoolMakesGetsTheCertificateOfAnAuthorityAndStaysInTheKernel() throws Exception {
        keytool.on(
                reference, "-genkeypair -alias web -keyalg RSA -keysize 1024 -dname CN=web -providername LinuxKeyring");
        int serial = heldSerial("web");
        assertSigns("web", store().getCertificate("web"));

        Path request = folder.resolve("web.csr");
        keytool.on(reference, "-certreq -alias web -file %s -providername LinuxKeyring", request);
        shell(
                "cd %s && openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -subj /CN=ca -days 9 -out ca.pem"
                        + " && openssl x509 -req -in web.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 8"
                        + " -out web.pem && cat web.pem ca.pem > reply.pem",
                folder);
        keytool.on(
                reference,
                "-importcert -noprompt -alias web -file %s -providername LinuxKeyring",
                folder.resolve("reply.pem"));

        Certificate[] chain = store().getCertificateChain("web");
        assertEquals(2, chain.length);
        chain[0].verify(chain[1].getPublicKey());
        assertEquals(serial, heldSerial("web"));
        assertSigns("web", chain[0]);
        assertEquals(
                KeyInfo.Origin.IMPORTED,
                KeyInfo.of(store().getKey("web", null)).orElseThrow().origin());
    }

    /** An administrator does this on a machine without Java. */
    @Test
    void whatOpensslAndKeyctlPutThereIsTheSameKindOfEntry() throws Exception {
        Path key = Files.writeString(folder.resolve("key.pem"), pem(PAIR.getPrivate()));
        Path chain = Files.writeString(folder.resolve("chain.pem"), pem((Object[]) CHAIN));
        shell(
                "openssl pkcs8 -in %s -topk8 -nocrypt -outform DER | keyctl padd asymmetric web %d",
                key, scratch.serial());
        shell("cat %s | keyctl padd user web %d", chain, scratch.serial());

        assertEquals(List.of("web"), Collections.list(store().aliases()));
        assertArrayEquals(CHAIN, store().getCertificateChain("web"));
        assertSigns("web", CHAIN[0]);
        // The date is null, because nothing recorded it.
        String listed = keytool.childOn(reference, "-list").run().succeeded().out();
        assertTrue(listed.contains("web, null, PrivateKeyEntry, "), listed);
    }

    @Test
    void secretKeysThatKeytoolMakesAreHeldAndPasswordsRefused() throws Exception {
        Outcome made = keytool.childOn(reference, "-genseckey -alias aes -keyalg AES -keysize 256")
                .run();
        assumeTrue(!made.out().contains("Linux 6.2"), made::toString);
        Keytool.clean(made);
        assertNull(store().getKey("aes", null).getEncoded());
        assertEquals("AES", store().getKey("aes", null).getAlgorithm());

        Outcome refused = keytool.childOn(reference, "-importpass -alias database -keypass %s", Keytool.STORE_PASSWORD)
                .input("Tr0ub4dor\nTr0ub4dor\n")
                .run();
        assertNotEquals(0, refused.status(), refused::toString);
        assertTrue(refused.out().contains("protection=exportable"), refused::toString);
        assertEquals(List.of("aes"), Collections.list(store().aliases()));
    }

    private KeyStore store() throws Exception {
        return scratch.keyStore();
    }

    private int heldSerial(String alias) throws Exception {
        return KeyInfo.of((PrivateKey) store().getKey(alias, null))
                .orElseThrow()
                .serial();
    }

    private void assertSigns(String alias, Certificate certificate) throws Exception {
        byte[] message = "message".getBytes(StandardCharsets.US_ASCII);
        PrivateKey key = (PrivateKey) store().getKey(alias, null);
        assertNull(key.getEncoded());
        Signature signature = Signature.getInstance("SHA256withRSA", OURS);
        signature.initSign(key);
        signature.update(message);
        byte[] signed = signature.sign();
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(certificate);
        verifier.update(message);
        assertTrue(verifier.verify(signed));
    }

    private static void shell(String command, Object... values) {
        Child.of("bash", "-o", "pipefail", "-c", command.formatted(values))
                .run()
                .succeeded();
    }

    private static String pem(Object... objects) throws Exception {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object object : objects) {
                writer.writeObject(object);
            }
        }
        return text.toString();
    }
}
