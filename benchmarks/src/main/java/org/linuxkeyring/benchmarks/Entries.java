package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** The same entries for each kind of keystore: what every benchmark reads. */
final class Entries {
    static final String PROTECTED = "rsa2048-protected";

    private final SecretKeySpec aes256 = new SecretKeySpec(new byte[32], "AES");
    private final Map<String, KeyPair> pairs = new LinkedHashMap<>();
    private final Map<String, Certificate[]> chains = new LinkedHashMap<>();

    Entries() throws GeneralSecurityException {
        add("p256", TestKeys.pair("EC/secp256r1"));
        add("rsa2048", TestKeys.pair("RSA"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(4096);
        add("rsa4096", generator.generateKeyPair());
    }

    private void add(String alias, KeyPair pair) {
        pairs.put(alias, pair);
        chains.put(alias, TestCertificates.chainFor("localhost", pair.getPublic()));
    }

    /** Fills the session keyring, the files below {@code folder} and the SoftHSM token. */
    void store(Path folder) throws GeneralSecurityException, IOException {
        KeyStore keyring = Stores.keyring("keyring=@s");
        set(keyring, null);
        keyring.setKeyEntry(PROTECTED, pairs.get("rsa2048").getPrivate(), Stores.password(), chains.get("rsa2048"));
        for (String type : new String[] {"PKCS12", "JKS", "BCFKS"}) {
            KeyStore store = Stores.empty(type);
            set(store, Stores.password());
            try (OutputStream file = Files.newOutputStream(folder.resolve(type))) {
                store.store(file, Stores.password());
            }
        }
        set(Stores.open("PKCS11"), Stores.password());
        Files.write(
                folder.resolve("rsa2048.pkcs8"),
                pairs.get("rsa2048").getPrivate().getEncoded());
    }

    private void set(KeyStore store, char[] password) throws GeneralSecurityException {
        if (!store.getType().equals("JKS")) {
            store.setKeyEntry("aes256", aes256, password, null);
        }
        for (Map.Entry<String, KeyPair> pair : pairs.entrySet()) {
            store.setKeyEntry(pair.getKey(), pair.getValue().getPrivate(), password, chains.get(pair.getKey()));
        }
    }

    /** Fills the keyrings that have many entries. They slow down what reads /proc/keys, so this comes last. */
    void storeMany() throws GeneralSecurityException, IOException {
        for (int size : Sizes.ALL) {
            storeMany(size);
        }
    }

    private void storeMany(int size) throws GeneralSecurityException, IOException {
        KeyStore store = Stores.keyring("keyring=@s/" + size);
        for (int i = 0; i < size; i++) {
            store.setKeyEntry("entry-" + i, aes256, null, null);
        }
    }
}
