package org.linuxkeyring.dropin;

import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * A program that does not know LinuxKeyring. It loads a keystore of each type that its arguments name, and prints the
 * providers whose names begin with LinuxKeyring, the default factories and the settings.
 */
public final class ShowInstallation {
    private ShowInstallation() {}

    public static void main(String[] types) throws Exception {
        for (String type : types) {
            KeyStore store = KeyStore.getInstance(type);
            store.load(null, null);
            System.out.println(store.getType() + " of " + store.getProvider().getName());
        }
        System.out.println(Stream.of(Security.getProviders())
                .map(Provider::getName)
                .filter(name -> name.startsWith("LinuxKeyring"))
                .collect(Collectors.joining(" ")));
        System.out.println(KeyManagerFactory.getDefaultAlgorithm() + " " + TrustManagerFactory.getDefaultAlgorithm());
        System.out.println(System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("linuxkeyring."))
                .map(name -> name + "=" + System.getProperty(name))
                .sorted()
                .collect(Collectors.joining(" ")));
    }
}
