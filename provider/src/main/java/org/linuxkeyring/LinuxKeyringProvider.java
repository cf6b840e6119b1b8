package org.linuxkeyring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidParameterException;
import java.security.KeyStore;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.linuxkeyring.keystore.LinuxKeyringKeyStore;
import org.linuxkeyring.keystore.Reference;

/**
 * The JCA provider {@code LinuxKeyring}, which offers {@code KeyStore.getInstance("LINUXKEYRING")}.
 *
 * <p>Constructing it does nothing but register the type, on every operating system: what may fail, such as a kernel that
 * refuses the calls, fails with its reason when a keystore is loaded.
 */
public final class LinuxKeyringProvider extends Provider {
    /** The provider's name, as {@code java.security} files and {@code keytool -provider} options use it. */
    public static final String NAME = "LinuxKeyring";

    private static final long serialVersionUID = 1L;
    private static final String VERSION = "0.1.0";
    private static final String INFO = "KeyStore LINUXKEYRING: keys in the Linux kernel's keyrings";

    /** A provider whose keystores take the defaults, system properties and what each is loaded with. */
    public LinuxKeyringProvider() {
        this(Map.of());
    }

    private LinuxKeyringProvider(Map<String, String> settings) {
        super(NAME, VERSION, INFO);
        putService(new KeyStoreService(this, Map.copyOf(settings)));
    }

    /**
     * A provider whose keystores take their defaults from a properties file, as {@code security.provider.N=LinuxKeyring
     * FILE} and {@code -providerarg FILE} ask for.
     *
     * @param file the path of a file with the settings of {@link KeyringLoadStoreParameter}
     * @throws InvalidParameterException if the file cannot be read or a setting in it is unknown or malformed
     */
    @Override
    public Provider configure(String file) {
        try {
            return new LinuxKeyringProvider(Reference.parse(Files.readAllBytes(Path.of(file))));
        } catch (IOException | IllegalArgumentException e) {
            throw (InvalidParameterException)
                    new InvalidParameterException("Provider " + NAME + " cannot be configured from " + file + ": " + e)
                            .initCause(e);
        }
    }

    private static Optional<Map<String, String>> settings(KeyStore.LoadStoreParameter parameter) {
        return parameter instanceof KeyringLoadStoreParameter ours ? Optional.of(ours.settings()) : Optional.empty();
    }

    /** Makes keystores directly, since reflection would need the implementing package to be exported. */
    private static final class KeyStoreService extends Service {
        private final Map<String, String> settings;

        KeyStoreService(Provider provider, Map<String, String> settings) {
            super(
                    provider,
                    "KeyStore",
                    LinuxKeyringKeyStore.TYPE,
                    LinuxKeyringKeyStore.class.getName(),
                    List.of(),
                    Map.of());
            this.settings = settings;
        }

        @Override
        public Object newInstance(Object constructorParameter) {
            return new LinuxKeyringKeyStore(settings, LinuxKeyringProvider::settings, KeyringProtection::of);
        }
    }
}
