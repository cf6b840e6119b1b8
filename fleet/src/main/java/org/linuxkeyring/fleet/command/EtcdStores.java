package org.linuxkeyring.fleet.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.fleet.store.EtcdConnection;
import org.linuxkeyring.fleet.store.EtcdStore;
import org.linuxkeyring.fleet.store.FleetStore;

/** Opens the etcd cluster that options name. */
final class EtcdStores {
    private EtcdStores() {}

    static FleetStore open(StoreOptions options) throws CommandException, IOException {
        List<URI> endpoints = new ArrayList<>();
        for (String endpoint : options.endpoints()) {
            try {
                endpoints.add(new URI(endpoint.strip()));
            } catch (URISyntaxException e) {
                throw new CommandException(
                        "'" + endpoint + "' is no address of an etcd server, such as" + " https://etcd1.example:2379",
                        e);
            }
        }
        if (options.user().isPresent() != options.passwordFile().isPresent()) {
            throw new CommandException("A user of etcd's needs a password, and a password a user. Use both"
                    + " --etcd-user and --etcd-password-file, or neither");
        }
        Optional<String> password = options.passwordFile().isPresent()
                ? Optional.of(firstLine(options.passwordFile().get()))
                : Optional.empty();
        try {
            return EtcdStore.of(
                    new EtcdConnection(endpoints, trust(options), identity(options), options.user(), password));
        } catch (IllegalArgumentException e) {
            throw new CommandException("etcd cannot be reached as the options say: " + e.getMessage(), e);
        }
    }

    private static String firstLine(Path file) throws CommandException, IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String line = reader.readLine();
            if (line == null || line.isEmpty()) {
                throw new CommandException("The first line of " + file + " is empty, and is to be the password of"
                        + " etcd's user. Write it there");
            }
            return line;
        } catch (CharacterCodingException e) {
            throw new CommandException(
                    "The password of etcd's user in " + file + " is not text in UTF-8. Write it in UTF-8", e);
        }
    }

    private static Optional<TrustManagerFactory> trust(StoreOptions options) throws CommandException, IOException {
        if (options.authorities().isEmpty()) {
            return Optional.empty();
        }
        Path file = options.authorities().get();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate each : PublisherOptions.read(file)) {
                store.setCertificateEntry("authority " + store.size(), each);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return Optional.of(factory);
        } catch (GeneralSecurityException e) {
            throw new CommandException("The certificates of " + file + " cannot be trusted: " + e.getMessage(), e);
        }
    }

    /** Takes the client's key from a keyring, where the kernel may hold it. */
    private static Optional<KeyManagerFactory> identity(StoreOptions options) throws CommandException, IOException {
        if (options.tlsKeyStore().isEmpty()) {
            return Optional.empty();
        }
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance("NewSunX509");
            factory.init(KeyringFile.of(options.tlsKeyStore().get()).load(), new char[0]);
            return Optional.of(factory);
        } catch (GeneralSecurityException e) {
            throw new CommandException(
                    "The client's key for etcd in " + options.tlsKeyStore().get() + " cannot be used: "
                            + e.getMessage(),
                    e);
        }
    }
}
