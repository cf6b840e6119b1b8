package org.linuxkeyring.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.linuxkeyring.keystore.CurrentEntries;
import org.linuxkeyring.keystore.Reading;

/**
 * Chooses among the keys that the keyring holds at the time of the question. Which of them, the JDK's own key manager decides, made
 * anew where the keyring has changed.
 */
final class KeyringKeyManager extends X509ExtendedKeyManager {
    private final CurrentEntries entries;
    private final char[] password;
    private final ChosenKeys chosen = new ChosenKeys();
    private final PairedHalves named = new PairedHalves();
    private volatile Generation latest;

    /** @param passwordOrNull of the keys, kept to open those that will replace them */
    KeyringKeyManager(CurrentEntries entries, char[] passwordOrNull) {
        this.entries = entries;
        this.password = passwordOrNull == null ? null : passwordOrNull.clone();
        this.latest = new Generation(entries.privateKeys(Reading.none(), password));
    }

    /** What the keyring holds from one change to the next. */
    private static final class Generation {
        private final Reading<PrivateKeyEntry> reading;
        private final Map<String, PrivateKeyEntry> entries;
        private final X509ExtendedKeyManager selection;

        Generation(Reading<PrivateKeyEntry> reading) {
            this.reading = reading;
            this.entries = reading.entries();
            this.selection = selection(new LinkedHashMap<>(entries));
        }

        private static X509ExtendedKeyManager selection(Map<String, KeyStore.Entry> entries) {
            try {
                KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyringKeyManagerFactory.JDK_ALGORITHM);
                factory.init(FixedKeyStore.of(entries), null);
                return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the JDK's key manager takes any keystore", e);
            }
        }
    }

    /** Why none of the keys that are there can be used; empty if one can, or there is none. */
    Optional<GeneralSecurityException> refusal() {
        return latest.entries.isEmpty() ? latest.reading.refusal() : Optional.empty();
    }

    /**
     * Of two threads that see the keyring before and after a change, each goes on with what it saw, and whichever is noted, the next
     * handshake looks again.
     */
    private Generation now() {
        Generation last = latest;
        Reading<PrivateKeyEntry> reading = entries.privateKeys(last.reading, password);
        if (reading == last.reading) {
            return last;
        }
        Generation changed = new Generation(reading);
        latest = changed;
        return changed;
    }

    private String choose(Function<X509ExtendedKeyManager, String> question) {
        Generation now = now();
        return bound(now, question.apply(now.selection));
    }

    private String[] list(Function<X509ExtendedKeyManager, String[]> question) {
        Generation now = now();
        String[] aliases = question.apply(now.selection);
        return aliases == null
                ? null
                : Arrays.stream(aliases).map(alias -> bound(now, alias)).toArray(String[]::new);
    }

    private String bound(Generation generation, String alias) {
        if (alias == null) {
            return null;
        }
        X509Certificate[] chain = generation.selection.getCertificateChain(alias);
        return chosen.bind(alias, new PrivateKeyEntry(generation.selection.getPrivateKey(alias), chain));
    }

    /** The entry bound to an alias of ours, else the one that has this alias in the keystore. */
    private Optional<PrivateKeyEntry> entry(String alias, PairedHalves.Half half) {
        return alias == null
                ? Optional.empty()
                : chosen.boundTo(alias)
                        .or(() -> named.find(
                                alias,
                                half,
                                () -> Optional.ofNullable(now().entries.get(alias))));
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
