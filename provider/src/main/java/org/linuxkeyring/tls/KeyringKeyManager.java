package org.linuxkeyring.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.linuxkeyring.keystore.KeyPasswords;
import org.linuxkeyring.keystore.ServedEntries;
import org.linuxkeyring.tls.CurrentManager.Generation;

/**
 * A key manager that chooses among the keys that the keyring holds at the time of each call. The JDK's key manager
 * makes the choice; it is made anew when the keyring changes.
 */
final class KeyringKeyManager extends X509ExtendedKeyManager {
    private final ChosenKeys chosen = new ChosenKeys();
    private final KeyAndChain named = new KeyAndChain();
    private final Optional<Callout> callout;
    private final CurrentManager<PrivateKeyEntry, X509ExtendedKeyManager> managers;

    /**
     * Makes the key manager of a keystore.
     *
     * @param passwords the passwords of the keys, which are asked again for the keys that replace them
     */
    KeyringKeyManager(ServedEntries entries, KeyPasswords passwords) {
        this.callout = Callout.of(entries);
        this.managers = new CurrentManager<>(
                last -> entries.privateKeys(last, passwords),
                KeyringKeyManager::selection,
                KeyringKeyManager::withoutKey,
                callout);
    }

    /** Returns the part of a removed entry that a choice needs: no key is kept longer than its entry. */
    private static PrivateKeyEntry withoutKey(PrivateKeyEntry entry) {
        return new PrivateKeyEntry(new NoKey(entry.getPrivateKey().getAlgorithm()), entry.getCertificateChain());
    }

    private record NoKey(String algorithm) implements PrivateKey {
        @Override
        public String getAlgorithm() {
            return algorithm;
        }

        @Override
        public String getFormat() {
            return null;
        }

        @Override
        public byte[] getEncoded() {
            return null;
        }
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

    /** Returns the reason why none of the keys can be used; empty if one can, or if there are none. */
    Optional<GeneralSecurityException> refusal() {
        var last = managers.last();
        return last.entries().isEmpty() ? last.decoded().refusal() : Optional.empty();
    }

    private String choose(Function<X509ExtendedKeyManager, String> question) {
        Set<String> made = new HashSet<>();
        while (true) {
            Generation<PrivateKeyEntry, X509ExtendedKeyManager> now = managers.current();
            String alias = question.apply(now.manager());
            if (callout.filter(each -> isMadeFor(question, alias, now, each, made))
                    .isEmpty()) {
                return bound(now.manager(), alias);
            }
        }
    }

    /** Returns whether a helper program has made an entry that may suit this handshake better than the chosen one. */
    private static boolean isMadeFor(
            Function<X509ExtendedKeyManager, String> question,
            String alias,
            Generation<PrivateKeyEntry, X509ExtendedKeyManager> now,
            Callout callout,
            Set<String> made) {
        if (alias == null) {
            return callout.await(
                    now.missing(callout.named()), made, now.entries().isEmpty());
        }
        List<String> wanted = new ArrayList<>(now.neverSeen(callout.named()));
        if (!now.removed().isEmpty()) {
            Map<String, PrivateKeyEntry> all = new LinkedHashMap<>(now.entries());
            all.putAll(now.removed());
            String best = question.apply(selection(all));
            Optional.ofNullable(best)
                    .map(KeyringKeyManager::ofKeyStore)
                    .filter(now.removed()::containsKey)
                    .ifPresent(wanted::add);
        }
        return callout.await(wanted, made, false);
    }

    /** Lists the keystore's own aliases, among which frameworks look for the one that they were configured with. */
    private String[] list(Function<X509ExtendedKeyManager, String[]> question) {
        String[] aliases = question.apply(managers.current().manager());
        return aliases == null
                ? null
                : Arrays.stream(aliases).map(KeyringKeyManager::ofKeyStore).toArray(String[]::new);
    }

    /**
     * Returns the keystore's alias of a JDK alias such as "1.0.web", which consists of a counter, the keystore's number
     * and the keystore's alias (sun.security.ssl.X509KeyManagerImpl, makeAlias).
     */
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

    /** Returns the entry that has this alias in the keystore now; a missing one is requested from a helper program. */
    private Optional<PrivateKeyEntry> named(String alias) {
        Set<String> made = new HashSet<>();
        while (true) {
            Generation<PrivateKeyEntry, X509ExtendedKeyManager> now = managers.current();
            PrivateKeyEntry entry = now.entries().get(alias);
            if (entry != null
                    || callout.filter(each ->
                                    now.missing(each.named()).contains(alias) && each.await(List.of(alias), made, true))
                            .isEmpty()) {
                return Optional.ofNullable(entry);
            }
        }
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return alias == null
                ? null
                : chosen.boundTo(alias)
                        .map(PrivateKeyEntry::getPrivateKey)
                        .or(() -> named.key(alias, () -> named(alias)))
                        .orElse(null);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return alias == null
                ? null
                : chosen.boundTo(alias)
                        .map(entry -> (X509Certificate[]) entry.getCertificateChain())
                        .or(() -> named.chain(alias, () -> named(alias)))
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
