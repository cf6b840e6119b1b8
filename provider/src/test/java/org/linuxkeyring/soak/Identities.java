package org.linuxkeyring.soak;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.linuxkeyring.held.rsa.RsaPairs;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/**
 * The keys and certificates of the servers' hosts, and that of the clients, as PKCS#12 files in a folder. A host has
 * several identities, which take turns; their number tells them apart.
 */
final class Identities {
    /** The host with an RSA key, which the kernel holds where it can. */
    static final String RSA_HOST = "shop.test";

    /** The host whose entry has a timeout, and is not always there. */
    static final String BRIEF_HOST = "brief.test";

    /** The hosts whose entries are always there. */
    static final List<String> STANDING_HOSTS = List.of("web.test", RSA_HOST, "mail.test", "api.test");

    static final String CLIENT = "client";
    static final String AUTHORITY = "authority";
    static final int EACH = 4;

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;

    Identities(Path folder) {
        this.folder = folder;
    }

    /** Makes all of them, below one authority. */
    void write() throws GeneralSecurityException, IOException {
        for (int number = 0; number < EACH; number++) {
            for (String host : STANDING_HOSTS) {
                write(host, number, host.equals(RSA_HOST) ? RsaPairs.ofBits(2048) : TestKeys.fresh("EC/secp256r1"));
            }
            write(BRIEF_HOST, number, TestKeys.fresh("EC/secp256r1"));
        }
        write(CLIENT, 0, TestKeys.fresh("EC/secp256r1"));
    }

    private void write(String host, int number, KeyPair pair) throws GeneralSecurityException, IOException {
        KeyStore file = KeyStore.getInstance("PKCS12");
        file.load(null, PASSWORD);
        file.setKeyEntry(host, pair.getPrivate(), PASSWORD, TestCertificates.chainFor(host, pair.getPublic()));
        try (OutputStream out = Files.newOutputStream(file(host, number))) {
            file.store(out, PASSWORD);
        }
    }

    /** Reads the file anew, as whoever imports it does. */
    KeyStore.PrivateKeyEntry read(String host, int number) throws GeneralSecurityException, IOException {
        KeyStore file = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file(host, number))) {
            file.load(in, PASSWORD);
        }
        return (KeyStore.PrivateKeyEntry) file.getEntry(host, new KeyStore.PasswordProtection(PASSWORD));
    }

    /** Returns the certificate that signed all others. */
    Certificate authority() throws GeneralSecurityException, IOException {
        return read(CLIENT, 0).getCertificateChain()[1];
    }

    /** Returns host and number of each server's certificate, as {@link #name} puts them. */
    Map<Certificate, String> names() throws GeneralSecurityException, IOException {
        Map<Certificate, String> names = new HashMap<>();
        for (int number = 0; number < EACH; number++) {
            for (String host : STANDING_HOSTS) {
                names.put(read(host, number).getCertificate(), name(host, number));
            }
            names.put(read(BRIEF_HOST, number).getCertificate(), name(BRIEF_HOST, number));
        }
        return names;
    }

    static String name(String host, int number) {
        return host + "/" + number;
    }

    private Path file(String host, int number) {
        return folder.resolve(host + "-" + number + ".p12");
    }
}
