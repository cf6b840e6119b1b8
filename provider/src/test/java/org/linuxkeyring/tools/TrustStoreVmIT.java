package org.linuxkeyring.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.Programs;
import org.linuxkeyring.testing.TestCertificates;

/** A trust store as large as a JDK's, within the 20,000 bytes and 200 keys that the kernel grants a user. */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class TrustStoreVmIT {
    private static final int SIZE = 150;
    private static final List<String> SESSION =
            List.of("keyctl", "session", "-", "sh", "-c", "keyctl link @u @s; exec \"$@\"", "sh");

    @Test
    void anOrdinaryUserKeeps150AuthoritiesAndReplacesThem() throws Exception {
        assumeTrue(
                new KeyTypeProbe(OpenBackend.of(Backend.KERNEL)).exists(KeyType.BIG_KEY), "this kernel has no big_key");
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
            List<String> asUser = user.in(SESSION);
            List<String> program = user.java(
                    jdk,
                    List.of(),
                    TrustAnchors.class,
                    roots.toString(),
                    reference.toString(),
                    server.toString(),
                    Keytool.STORE_PASSWORD);

            Outcome outcome = Child.of(
                            Stream.concat(asUser.stream(), program.stream()).toList())
                    .run()
                    .succeeded();
            assertEquals(
                    List.of("stored " + SIZE, "stored " + SIZE, "trusted by one of " + SIZE),
                    outcome.out().lines().toList(),
                    outcome::toString);
            Outcome listed = Keytool.of(jdk).as(asUser, user.jar()).on(reference, "-list");
            assertTrue(listed.out().contains("contains " + SIZE + " entries"), listed::toString);
        }
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
