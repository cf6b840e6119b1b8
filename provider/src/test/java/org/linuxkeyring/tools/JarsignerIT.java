package org.linuxkeyring.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.TestCertificates;

/** jarsigner signs with an entry of a keyring that a reference file names. */
class JarsignerIT extends OnEachKeytool {
    private final Jarsigner jarsigner;

    JarsignerIT(Jdk jdk) {
        super(jdk);
        this.jarsigner = new Jarsigner(jdk);
    }

    private Path reference() throws IOException {
        return file("keys.keyring", "keyring=" + scratch().serial() + "\nwrites=never\n");
    }

    private void assertSigned(Path jar, X509Certificate... chain) {
        Outcome verified = jarsigner.verify(jar);
        assertTrue(verified.out().contains("jar verified."), verified::toString);
        for (X509Certificate certificate : chain) {
            assertTrue(
                    verified.out()
                            .contains(certificate.getSubjectX500Principal().toString()),
                    verified::toString);
        }
    }

    @Test
    void anEntryWithoutAPasswordSigns() throws Exception {
        X509Certificate[] chain = TestCertificates.chain(PAIR.getPublic(), 2);
        keyStore().setKeyEntry("signer", PAIR.getPrivate(), null, chain);
        // Without this, jarsigner warns that it does not know the authority.
        keyStore().setCertificateEntry("root", TestCertificates.root());
        int[] before = scratch().links();

        Path jar = Jarsigner.jar(file("application.jar"));
        Keytool.clean(jarsigner.sign(jar, reference(), "signer").run());

        assertSigned(jar, chain);
        assertArrayEquals(before, scratch().links());
    }

    @Test
    void anEntryWithAPasswordSignsByKeypassAlone() throws Exception {
        X509Certificate[] chain = setPair("signer", KEY_PASSWORD, 2);

        Path jar = Jarsigner.jar(file("application.jar"));
        Outcome refused =
                jarsigner.sign(jar, reference(), "signer", "-keypass", "wrong").run();
        assertNotEquals(0, refused.status(), refused::toString);

        jarsigner
                .sign(jar, reference(), "signer", "-keypass", KEY_PASSWORD)
                .run()
                .succeeded();
        assertSigned(jar, chain);
    }
}
