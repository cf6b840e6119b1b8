package org.linuxkeyring.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;

/** The keystores that are compared, opened as an application would. */
final class Stores {
    private static final String FOLDER = "benchmarks.folder";

    /** Applications make it once. */
    private static final Provider PROVIDER = new LinuxKeyringProvider();

    private Stores() {}

    static char[] password() {
        return "changeit".toCharArray();
    }

    static Path folder() {
        return Path.of(System.getProperty(FOLDER));
    }

    static String folderOption() {
        return "-D" + FOLDER + "=" + System.getProperty(FOLDER);
    }

    /** @param settings lines of a reference file */
    static KeyStore keyring(String settings) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", PROVIDER);
        store.load(new ByteArrayInputStream(settings.getBytes(StandardCharsets.UTF_8)), null);
        return store;
    }

    /** Removes a keyring from the session's, with all keys in it, since other benchmarks read /proc/keys. */
    static void removeKeyring(String name) {
        Keyctl keyctl = OpenBackend.of(Backend.KERNEL);
        byte[] type = "keyring".getBytes(StandardCharsets.US_ASCII);
        byte[] description = name.getBytes(StandardCharsets.US_ASCII);
        int keyring = keyctl.search(Keyctl.SESSION_KEYRING, type, description, Keyctl.NO_KEY);
        keyctl.clear(keyring);
        keyctl.unlink(keyring, Keyctl.SESSION_KEYRING);
    }

    static KeyStore empty(String type) throws GeneralSecurityException, IOException {
        KeyStore store = type.equals("BCFKS")
                ? KeyStore.getInstance(type, new BouncyCastleProvider())
                : KeyStore.getInstance(type);
        store.load(null, null);
        return store;
    }

    /** LINUXKEYRING as the process sees it, PKCS12, JKS and BCFKS from a file, PKCS11 from SoftHSM. */
    static KeyStore open(String type) throws GeneralSecurityException, IOException {
        return switch (type) {
            case "LINUXKEYRING" -> {
                KeyStore store = KeyStore.getInstance(type, PROVIDER);
                store.load(null, null);
                yield store;
            }
            case "PKCS11" -> {
                Provider token = Security.getProvider("SunPKCS11")
                        .configure(folder().resolve("softhsm.cfg").toString());
                KeyStore store = KeyStore.getInstance(type, token);
                store.load(null, password());
                yield store;
            }
            default -> {
                KeyStore store = empty(type);
                try (InputStream file = Files.newInputStream(folder().resolve(type))) {
                    store.load(file, password());
                }
                yield store;
            }
        };
    }
}
