package org.linuxkeyring.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.linuxkeyring.keystore.CurrentEntries;

/**
 * Chooses among the keys that the keyring holds at the time of the question. Which of them, the JDK's own key manager decides, made
 * anew where the keyring has changed.
 */
final class KeyringKeyManager extends X509ExtendedKeyManager {
    private final ChosenKeys chosen = new ChosenKeys();
    private final PairedHalves named = new PairedHalves();
    private final Latest<PrivateKeyEntry, X509ExtendedKeyManager> latest;

    /** @param passwordOrNull of the keys, kept to open those that will replace them */
    KeyringKeyManager(CurrentEntries entries, char[] passwordOrNull) {
        char[] password = passwordOrNull == null ? null : passwordOrNull.clone();
        this.latest = new Latest<>(last -> entries.privateKeys(last, password), KeyringKeyManager::selection);
    }

    private static X509ExtendedKeyManager selection(Map<String, PrivateKeyEntry> entries) {
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyringKeyManagerFactory.JDK_ALGORITHM);
            factory.init(FixedKeyStore.of(entries), null);
            return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK's key manager takes any keystore", e);
        }
    }

    /** Why none of the keys that are there can be used; empty if one can, or there is none. */
    Optional<GeneralSecurityException> refusal() {
        var known = latest.known();
        return known.entries().isEmpty() ? known.reading().refusal() : Optional.empty();
    }

    private String choose(Function<X509ExtendedKeyManager, String> question) {
        X509ExtendedKeyManager now = latest.now().manager();
        return bound(now, question.apply(now));
    }

    /** By the keystore's own aliases: frameworks list them to look for the one that they were configured with. */
    private String[] list(Function<X509ExtendedKeyManager, String[]> question) {
        String[] aliases = question.apply(latest.now().manager());
        return aliases == null
                ? null
                : Arrays.stream(aliases).map(KeyringKeyManager::ofKeyStore).toArray(String[]::new);
    }

    /** The JDK's "1.0.web" is a count, a keystore's number and its alias (sun.security.ssl.X509KeyManagerImpl, makeAlias). */
    private static String ofKeyStore(String alias) {
        return alias.split("\\.", 3)[2];
    }

    private String bound(X509ExtendedKeyManager manager, String alias) {
        if (alias == null) {
            return null;
        }
        X509Certificate[] chain = manager.getCertificateChain(alias);
        return chosen.bind(alias, new PrivateKeyEntry(manager.getPrivateKey(alias), chain));
    }

    /** The entry bound to an alias of ours, else the one that has this alias in the keystore. */
    private Optional<PrivateKeyEntry> entry(String alias, PairedHalves.Half half) {
        return alias == null
                ? Optional.empty()
                : chosen.boundTo(alias)
                        .or(() -> named.find(
                                alias,
                                half,
                                () -> Optional.ofNullable(latest.now().entries().get(alias))));
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return entry(alias, PairedHalves.Half.KEY)
                .map(PrivateKeyEntry::getPrivateKey)
                .orElse(null);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return entry(alias, PairedHalves.Half.CHAIN)
                .map(entry -> (X509Certificate[]) entry.getCertificateChain())
                .orElse(null);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return list(selection -> selection.getClientAliases(keyType, issuers));
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return list(selection -> selection.getServerAliases(keyType, issuers));
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return choose(selection -> selection.chooseClientAlias(keyTypes, issuers, socket));
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return choose(selection -> selection.chooseServerAlias(keyType, issuers, socket));
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return choose(selection -> selection.chooseEngineClientAlias(keyTypes, issuers, engine));
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return choose(selection -> selection.chooseEngineServerAlias(keyType, issuers, engine));
    }
}
