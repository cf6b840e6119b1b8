package org.linuxkeyring.fleet.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.ProviderException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.held.rsa.SelfSignedCertificate;
import org.linuxkeyring.spec.KeyringGenerationSpec;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Protection;

/** The making of a machine's key: RSA of 3,072 bits, in an entry of a keystore that a reference file names. */
public final class Enrollment {
    private static final int BITS = 3072;

    /** The key is replaced, and not its certificate renewed; what is pinned in the fleet is the certificate. */
    private static final Duration VALIDITY = Duration.ofDays(3650);

    private final Path path;
    private final KeyringFile identity;
    private final KeyringLoadStoreParameter settings;
    private final String alias;
    private final Protection protection;

    /**
     * @param path the path of the reference file, which is written if it does not exist
     * @param settings what the keystore is loaded with if it does not exist
     * @param alias the alias of the machine's key
     * @param protection whether the kernel is to hold the key
     */
    public Enrollment(Path path, KeyringLoadStoreParameter settings, String alias, Protection protection) {
        this.path = path;
        this.identity = KeyringFile.of(path);
        this.settings = settings;
        this.alias = alias;
        this.protection = protection;
    }

    /** Returns the certificate that the machine has already. */
    public Optional<X509Certificate> present() throws IOException, GeneralSecurityException {
        if (!identity.exists()) {
            return Optional.empty();
        }
        KeyStore keyStore = identity.load();
        return keyStore.isKeyEntry(alias)
                ? Optional.of((X509Certificate) keyStore.getCertificate(alias))
                : Optional.empty();
    }

    /**
     * Makes a key and its certificate, and replaces what is there under the alias.
     *
     * @throws IOException if the kernel cannot hold the key, which is not changed into a key that it does not hold, or
     *     if it cannot be sealed; no key is left then where none was before
     */
    public X509Certificate enroll(MachineId machine) throws IOException, GeneralSecurityException {
        boolean isNewFile = !identity.exists();
        if (isNewFile) {
            KeyStore keyStore = KeyStore.getInstance(KeyringKeyStore.TYPE, new LinuxKeyringProvider());
            keyStore.load(settings);
            // A key that the kernel holds is sealed for the file that it is in, as it is made.
            identity.store(keyStore);
        }
        boolean isNewKey = !identity.load().containsAlias(alias);
        try {
            return enroll(SelfSignedCertificate.named(machine.text()));
        } catch (IOException | GeneralSecurityException e) {
            try {
                leave(isNewKey, isNewFile);
            } catch (IOException | GeneralSecurityException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    /** Removes what no file would name, or have sealed. */
    private void leave(boolean isNewKey, boolean isNewFile) throws IOException, GeneralSecurityException {
        KeyStore keyStore = identity.load();
        if (isNewKey && keyStore.containsAlias(alias)) {
            keyStore.deleteEntry(alias);
        }
        if (isNewFile) {
            Files.deleteIfExists(path);
        }
    }

    private X509Certificate enroll(X500Principal subject) throws IOException, GeneralSecurityException {
        if (protection == Protection.KERNEL_HELD) {
            generateHeld(subject);
        }
        KeyStore keyStore = identity.load();
        if (protection != Protection.KERNEL_HELD) {
            generate(keyStore, subject);
        }
        identity.store(keyStore);
        return (X509Certificate) keyStore.getCertificate(alias);
    }

    private void generateHeld(X500Principal subject) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", new LinuxKeyringProvider());
        generator.initialize(KeyringGenerationSpec.builder(alias)
                .file(path)
                .size(BITS)
                .subject(subject)
                .validity(VALIDITY)
                .build());
        try {
            generator.generateKeyPair();
        } catch (ProviderException | KeyringException e) {
            throw new IOException(
                    "The kernel does not hold the machine's key, and nothing was changed. To have a key that"
                            + " processes of this user can read, give --protection exportable. " + e.getMessage(),
                    e);
        }
    }

    private void generate(KeyStore keyStore, X500Principal subject) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(BITS);
        KeyPair pair = generator.generateKeyPair();
        Certificate[] chain = {SelfSignedCertificate.of(pair, subject, VALIDITY)};
        keyStore.setKeyEntry(alias, pair.getPrivate(), null, chain);
    }
}
