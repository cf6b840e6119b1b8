package org.linuxkeyring.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** The JDK's tools on a keystore that returns handles: they sign with its keys, and take none out. */
class OpaqueToolsIT extends OnEachKeytool {
    private final Jarsigner jarsigner;

    OpaqueToolsIT(Jdk jdk) {
        super(jdk);
        this.jarsigner = new Jarsigner(jdk);
    }

    private Path reference() throws IOException {
        return file("opaque.keyring", "keyring=" + scratch().serial() + "\nkeys=opaque\n");
    }

    private void store(String algorithm) throws Exception {
        KeyPair pair = TestKeys.pair(algorithm);
        keyStore().setKeyEntry("signer", pair.getPrivate(), null, TestCertificates.chain(pair.getPublic(), 2));
        keyStore().setCertificateEntry("root", TestCertificates.root());
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC/secp256r1", "RSA", "RSASSA-PSS", "Ed25519", "Ed448"})
    void jarsignerSigns(String algorithm) throws Exception {
        store(algorithm);
        Path jar = Jarsigner.jar(file("application.jar"));

        Keytool.clean(jarsigner.sign(jar, reference(), "signer").run());

        Outcome verified = jarsigner.verify(jar);
        assertTrue(verified.out().contains("jar verified."), verified::toString);
    }

    @Test
    void keytoolSignsARequest() throws Exception {
        store("EC/secp256r1");
        Outcome request = keytool().on(reference(), "-certreq -alias signer");
        assertTrue(request.out().contains("BEGIN NEW CERTIFICATE REQUEST"), request::toString);
    }

    /** PKCS12 reports the missing encoding by a NullPointerException of its own, which docs/OPAQUE.md explains. */
    @Test
    void keytoolTakesNoKeyOut() throws Exception {
        store("EC/secp256r1");
        Path file = file("out.p12");
        Outcome refused = copy(file, "PKCS12");
        assertTrue(refused.err().contains("Entry for alias signer not imported"), refused::toString);
        assertTrue(refused.err().contains("java.security.Key.getFormat()\" is null"), refused::toString);
        assertEquals(
                0, KeyStore.getInstance(file.toFile(), "changeit".toCharArray()).size());
    }

    @Test
    void keytoolCopiesNoKeyToAnotherKeyring() throws Exception {
        store("EC/secp256r1");
        Outcome refused = copy(file("other.keyring", "keyring=" + scratch().serial() + "/other\n"), "LINUXKEYRING");
        assertTrue(refused.err().contains("Entry for alias signer not imported"), refused::toString);
        assertTrue(refused.err().contains("Open that keystore with keys=readable"), refused::toString);
        assertEquals(2, keyStore().size());
    }

    private Outcome copy(Path destination, String type) throws IOException {
        return keytoolWithoutSettings()
                .child(
                        "-importkeystore -noprompt -srckeystore %s -srcstoretype LINUXKEYRING -srcstorepass changeit"
                                + " -srcalias signer -destkeystore %s -deststoretype %s -deststorepass changeit"
                                + " -destkeypass changeit",
                        reference(), destination, type)
                .run();
    }
}
