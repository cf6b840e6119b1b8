package org.linuxkeyring.recipes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/**
 * What a service has in the kernel: a keyring of keys, and one of the authorities it trusts. A framework is given one
 * or two of the entries; the others are there to be left alone.
 */
public final class Service implements AutoCloseable {
    /** Alias of the certificate for localhost, with its key. */
    public static final String WEB = "web";

    /** Alias of the certificate that a client of ours shows, with its key. */
    public static final String CLIENT = "client";

    /** Alias of another key and certificate, of which no framework is told. */
    public static final String SPARE = "web-of-last-year";

    private final ScratchKeyring keys;
    private final ScratchKeyring trust;
    private final Peer peer;
    private final List<String> entries;

    private Service(ScratchKeyring keys, ScratchKeyring trust, String... aliases) throws Exception {
        this.keys = keys;
        this.trust = trust;
        KeyStore store = keys.keyStore();
        for (String alias : aliases) {
            setKey(store, alias);
        }
        store.setKeyEntry("token", new SecretKeySpec(new byte[32], "AES"), null, null);
        trust.keyStore().setCertificateEntry("root", TestCertificates.root());
        this.peer = Peer.create();
        this.entries = entries();
    }

    /** Skips the test, with the reason, where the kernel's keyrings cannot be used. */
    public static Service start() throws Exception {
        return start(WEB, CLIENT, SPARE);
    }

    /** With keys of these aliases alone, for a framework that cannot be told which to take. */
    public static Service start(String... aliases) throws Exception {
        return new Service(new ScratchKeyring(), new ScratchKeyring(), aliases);
    }

    /** Writes the file that names the keyring with the keys, as a user would; each setting is a line of it. */
    public Path keys(Path folder, String... settings) throws IOException {
        return reference(folder.resolve("keys.keyring"), keys, settings);
    }

    /** Writes the file that names the keyring with the authorities. */
    public Path trust(Path folder, String... settings) throws IOException {
        return reference(folder.resolve("trust.keyring"), trust, settings);
    }

    /** Opens the keystore that such a file names. */
    public static KeyStore keyStore(Path reference) throws GeneralSecurityException, IOException {
        KeyStore keyStore = KeyStore.getInstance("LINUXKEYRING");
        try (InputStream settings = Files.newInputStream(reference)) {
            keyStore.load(settings, null);
        }
        return keyStore;
    }

    /** What a setting {@code keyring} names the keyring with the keys by. */
    public String keyring() {
        return Integer.toString(keys.serial());
    }

    /** What a setting {@code keyring} names the keyring with the authorities by. */
    public String trustKeyring() {
        return Integer.toString(trust.serial());
    }

    /** The leaf that a server, or a client, with the key of this alias shows. */
    public X509Certificate certificate(String alias) throws Exception {
        return (X509Certificate) keys.keyStore().getCertificate(alias);
    }

    /** Replaces the key and the chain of an entry, as another process would. */
    public void renew(String alias) throws Exception {
        setKey(keys.keyStore(), alias);
    }

    /** Stores a string, as the command {@code secret set} does. */
    public void secret(String name, String value) throws Exception {
        keys.keyStore().setKeyEntry(name, new SecretKeySpec(value.getBytes(UTF_8), "RAW"), null, null);
    }

    /** Replaces the key and the chain of an entry by ones that need a password. */
    public void protect(String alias, String password) throws Exception {
        setKey(keys.keyStore(), alias, password.toCharArray());
    }

    /** Replaces an entry by one with a key that the kernel holds; skips the test, with the reason, where it cannot. */
    public void hold(String alias) throws Exception {
        assumeTrue(keys.canHoldPrivateKeys(), KeyTypeProbe.PKCS8_NEEDS);
        KeyPair pair = TestKeys.pair("RSA");
        Certificate[] chain = TestCertificates.chainFor("localhost", pair.getPublic());
        keys.keyStore()
                .setEntry(
                        alias,
                        new KeyStore.PrivateKeyEntry(pair.getPrivate(), chain),
                        KeyringProtection.builder().kernelHeld().build());
    }

    /** Someone else, who trusts the same authority, shows a certificate of it, and has its key in no keyring. */
    public Peer peer() {
        return peer;
    }

    /**
     * What either keyring holds or lacks that was otherwise at the start: serial, owner, mask, description, digest of
     * the payload.
     */
    public List<String> changes() {
        List<String> now = entries();
        return Stream.concat(
                        entries.stream().filter(entry -> !now.contains(entry)).map("gone: "::concat),
                        now.stream().filter(entry -> !entries.contains(entry)).map("new: "::concat))
                .toList();
    }

    @Override
    public void close() {
        keys.close();
        trust.close();
    }

    private static Path reference(Path file, ScratchKeyring keyring, String... settings) throws IOException {
        List<String> lines = Stream.concat(
                        Stream.of(
                                "# LINUXKEYRING keystore: a reference to a keyring, holds no keys",
                                "keyring=" + keyring.serial()),
                        Arrays.stream(settings))
                .toList();
        return Files.write(file, lines);
    }

    private static void setKey(KeyStore store, String alias) throws GeneralSecurityException {
        setKey(store, alias, null);
    }

    private static void setKey(KeyStore store, String alias, char[] password) throws GeneralSecurityException {
        KeyPair pair = TestKeys.fresh("EC/secp256r1");
        Certificate[] chain = TestCertificates.chainFor("localhost", pair.getPublic());
        store.setKeyEntry(alias, pair.getPrivate(), password, chain);
    }

    private List<String> entries() {
        return Stream.of(keys, trust).flatMap(ScratchKeyring::contents).toList();
    }
}
