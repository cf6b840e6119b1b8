package org.linuxkeyring;

import java.security.Provider;
import java.util.List;
import org.linuxkeyring.keystore.file.FileKeyStoreService;

/**
 * The JCA provider {@code LinuxKeyringFiles}, for servers that know no other keystore types than {@code PKCS12},
 * {@code JKS} and {@code BCFKS}. Installed before the providers that have these types, it looks at the first bytes of
 * what is loaded: a reference to a keyring, as a {@code LINUXKEYRING} keystore stores it, becomes that keyring.
 * Everything else, and a keystore that is loaded from no stream, is passed to the next provider that has the type.
 *
 * <p>Nothing installs this provider but a JVM's own configuration, since it lets any file that an application opens
 * name a keyring of the user. In such a file the settings {@code callout}, {@code callout.aliases},
 * {@code restriction}, {@code session} and {@code owners} do not count, and {@code create} is false.
 */
public final class LinuxKeyringFilesProvider extends Provider {
    /** The provider's name, as {@code java.security} files use it. */
    public static final String NAME = "LinuxKeyringFiles";

    private static final long serialVersionUID = 1L;
    private static final String INFO =
            "KeyStore PKCS12, JKS, BCFKS: references to keyrings, and other providers' files";

    /** Makes a provider, which has to be the first of those with these types to have an effect. */
    public LinuxKeyringFilesProvider() {
        super(NAME, LinuxKeyringProvider.VERSION, INFO);
        List.of("PKCS12", "JKS", "BCFKS").forEach(type -> putService(new FileKeyStoreService(this, type)));
    }
}
