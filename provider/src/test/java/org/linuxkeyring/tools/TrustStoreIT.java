package org.linuxkeyring.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.linuxkeyring.kernel.Backend;
import org.linuxkeyring.keyring.KeyType;
import org.linuxkeyring.keyring.KeyTypeProbe;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.FreshSession;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.TestCertificates;

/** A trust store as large as a JDK's, under the 20,000 bytes and 200 keys that the kernel grants a user. */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class TrustStoreIT {
    private static final int SIZE = 150;
    private static final List<String> SESSION =
            List.of("keyctl", "session", "-", "sh", "-c", "keyctl link @u @s; exec \"$@\"", "sh");

    @Test
    void anOrdinaryUserKeeps150AuthoritiesAndReplacesThem() throws Exception {
        assumeTrue(new KeyTypeProbe(Backend.KERNEL.open()).exists(KeyType.BIG_KEY), "this kernel has no big_key");
        assumeTrue(Programs.work(List.of("keyctl", "--version")), "keyctl is not installed");
        List<X509Certificate> authorities = TestCertificates.publicAuthorities(SIZE);
        Jdk jdk = Jdk.installed().get(0);
        try (OrdinaryUser user = OrdinaryUser.withPrograms(TrustAnchors.class)) {
            Path roots = user.file("roots.p12", "");
            fill(roots, authorities);
            Path server = user.file("server.crt", "");
            Files.write(server, TestCertificates.issuedBy(authorities.get(137)).getEncoded());
            Path reference = user.file(
                    "roots.keyring",
                    "# LINUXKEYRING keystore: a reference to a keyring, holds no keys\nkeyring=@u/roots\n");
            Files.setPosixFilePermissions(reference, PosixFilePermissions.fromString("rw-rw-rw-"));
            List<String> asUser = user.in(SESSION);
            Keytool keytool = Keytool.of(jdk).as(asUser, user.jar());

            for (int round = 0; round < 2; round++) {
                imported(keytool, roots, reference);
                Outcome listed = keytool.on(reference, "-list");
                assertTrue(listed.out().contains("contains " + SIZE + " entries"), listed::toString);
                List<String> trust =
                        user.java(jdk, List.of(), TrustAnchors.class, reference.toString(), server.toString());
                Outcome outcome = Child.of(
                                Stream.concat(asUser.stream(), trust.stream()).toList())
                        .run()
                        .succeeded();
                assertEquals("trusted by one of " + SIZE + "\n", outcome.out(), outcome::toString);
            }
        }
    }

    private static void imported(Keytool keytool, Path from, Path reference) {
        keytool.child(
                        "-importkeystore -noprompt -srckeystore %s -srcstoretype PKCS12 -srcstorepass %s -destkeystore %s"
                                + " -deststoretype LINUXKEYRING -deststorepass %s",
                        from, Keytool.STORE_PASSWORD, reference, Keytool.STORE_PASSWORD)
                .run()
                .succeeded();
    }

    private static void fill(Path file, List<X509Certificate> authorities) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int bytes = 0;
        for (X509Certificate authority : authorities) {
            store.setCertificateEntry("root" + store.size(), authority);
            bytes += authority.getEncoded().length;
        }
        assertTrue(bytes > 150_000, "smaller than a real one: " + bytes);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, Keytool.STORE_PASSWORD.toCharArray());
        }
    }
}
