package org.linuxkeyring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreSpi;
import java.security.Provider;
import java.security.Security;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.linuxkeyring.held.DirectService;
import org.linuxkeyring.keystore.LinuxKeyringKeyStore;
import org.linuxkeyring.keystore.file.DefaultTypeKeyStore;
import org.linuxkeyring.keystore.generation.RsaKeyPairGenerator;
import org.linuxkeyring.keystore.generation.SecretKeyGenerator;
import org.linuxkeyring.keystore.settings.ProviderSettings;
import org.linuxkeyring.keystore.settings.Reference;
import org.linuxkeyring.service.KeyServices;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.tls.KeyringKeyManagerFactory;
import org.linuxkeyring.tls.KeyringTrustManagerFactory;

/**
 * The JCA provider {@code LinuxKeyring}, which offers {@code KeyStore.getInstance("LINUXKEYRING")}.
 *
 * <p>It also offers a {@code KeyManagerFactory} and a {@code TrustManagerFactory} of the same name. Initialised with
 * such a keystore, they serve and trust what its keyring holds at the time of each TLS handshake, so that a certificate
 * can be replaced without a restart. Initialised with another keystore, or with none, they are the JDK's
 * {@code NewSunX509} and {@code PKIX}.
 *
 * <p>The constructor only registers these services, on every operating system. Whatever may fail, such as a kernel that
 * refuses the system calls, fails with its reason when a keystore is loaded.
 */
public final class LinuxKeyringProvider extends Provider {
    /** The provider's name, as {@code java.security} files and {@code keytool -provider} options use it. */
    public static final String NAME = "LinuxKeyring";

    private static final long serialVersionUID = 1L;
    static final String VERSION = "1.1.0";
    private static final String INFO = "KeyStore LINUXKEYRING: keys in the Linux kernel's keyrings";

    private final transient ProviderSettings settings;

    /**
     * Makes a provider whose keystores take their settings from what each is loaded with, from system properties and
     * from the defaults.
     */
    public LinuxKeyringProvider() {
        this(Map::of);
    }

    private LinuxKeyringProvider(ProviderSettings settings) {
        super(NAME, VERSION, INFO);
        this.settings = settings;
        putService("KeyStore", LinuxKeyringKeyStore.class, () -> keyStore(settings));
        putService("KeyManagerFactory", KeyringKeyManagerFactory.class, KeyringKeyManagerFactory::new);
        putService("TrustManagerFactory", KeyringTrustManagerFactory.class, KeyringTrustManagerFactory::new);
        KeyServices.all(this).forEach(this::putService);
        putGenerators(settings);
    }

    /** Returns the provider of this name that the JVM has, with its settings; or else one without settings. */
    static LinuxKeyringProvider installed() {
        return Security.getProvider(NAME) instanceof LinuxKeyringProvider installed
                ? installed
                : new LinuxKeyringProvider();
    }

    /** Returns the settings that keystores of this provider have besides their own. */
    ProviderSettings settings() {
        return settings;
    }

    private void putGenerators(ProviderSettings settings) {
        putGenerator("AES", () -> SecretKeyGenerator.aes(settings));
        Map.of("HmacSHA1", 160, "HmacSHA224", 224, "HmacSHA256", 256, "HmacSHA384", 384, "HmacSHA512", 512)
                .forEach((name, bits) -> putGenerator(name, () -> SecretKeyGenerator.hmac(name, bits, settings)));
        putService(new DirectService(
                this,
                "KeyPairGenerator",
                "RSA",
                RsaKeyPairGenerator.class,
                () -> new RsaKeyPairGenerator(this, settings)));
    }

    private void putGenerator(String algorithm, Supplier<Object> maker) {
        putService(new DirectService(this, "KeyGenerator", algorithm, SecretKeyGenerator.class, maker));
    }

    private static KeyStoreSpi keyStore(ProviderSettings settings) {
        LinuxKeyringKeyStore keyring = new LinuxKeyringKeyStore(settings);
        boolean isDefault = KeyringKeyStore.TYPE.equalsIgnoreCase(KeyStore.getDefaultType());
        return isDefault ? new DefaultTypeKeyStore(keyring) : keyring;
    }

    private void putService(String type, Class<?> implementation, Supplier<Object> maker) {
        putService(new DirectService(this, type, KeyringKeyStore.TYPE, implementation, maker));
    }

    /**
     * Returns a provider whose keystores take their defaults from a properties file. The JDK calls this method for
     * {@code security.provider.N=LinuxKeyring FILE} in {@code java.security}, and keytool for {@code -providerarg
     * FILE}.
     *
     * <p>The file is read whenever a keystore is loaded. An unreadable file or a malformed setting is reported then, as
     * an IOException, because the JDK and keytool say no more than "not found" of a provider that cannot be configured.
     *
     * @param file the path of a file with the settings of {@link org.linuxkeyring.spec.KeyringLoadStoreParameter}
     * @return a new provider
     */
    @Override
    public Provider configure(String file) {
        Objects.requireNonNull(file, "file");
        return new LinuxKeyringProvider(() -> read(file));
    }

    private static Map<String, String> read(String file) throws IOException {
        try {
            return Reference.parse(Files.readAllBytes(Path.of(file)));
        } catch (IOException | InvalidPathException e) {
            String why = e instanceof NoSuchFileException ? "there is no such file" : e.getMessage();
            throw new IOException("the file " + file + ", which configures the provider " + NAME + ": " + why, e);
        }
    }
}
