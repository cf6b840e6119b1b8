package org.linuxkeyring.tls;

import java.util.List;
import java.util.function.Supplier;
import org.linuxkeyring.keystore.LinuxKeyringKeyStore;

/** A JCA service of this package: type, algorithm, and how to make one. */
public record TlsService(String type, String algorithm, Supplier<Object> maker) {

    /** All of them, for the provider to register. */
    public static List<TlsService> all() {
        return List.of(
                new TlsService("KeyManagerFactory", LinuxKeyringKeyStore.TYPE, KeyringKeyManagerFactory::new),
                new TlsService("TrustManagerFactory", LinuxKeyringKeyStore.TYPE, KeyringTrustManagerFactory::new));
    }
}
