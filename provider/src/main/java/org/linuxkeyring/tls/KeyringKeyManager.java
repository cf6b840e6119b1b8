package org.linuxkeyring.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.event.Trace;

/** A key manager that chooses among the keys that the keyring holds at the time of each call. */
final class KeyringKeyManager extends X509ExtendedKeyManager {
    private final ChosenKeys chosen = new ChosenKeys();
    private final KeyAndChain named = new KeyAndChain();
    private final ServedKeys keys;
    private final String keyring;

    /**
     * Makes a manager.
     *
     * @param keyring the keyring that the keystore names, for an operator
     */
    KeyringKeyManager(ServedKeys keys, String keyring) {
        this.keys = keys;
        this.keyring = keyring;
    }

    /** Returns the reason why none of the keys can be used; empty if one can, or if there are none. */
    Optional<GeneralSecurityException> refusal() {
        return keys.refusal();
    }

    private String choose(String side, Hello hello, Function<X509ExtendedKeyManager, String> question) {
        Trace trace = Trace.handshake(side, hello.host().orElse(""), keyring);
        try {
            Optional<ServedKeys.Choice> choice = keys.choose(hello, question);
            if (choice.isEmpty()) {
                trace.absent();
                return null;
            }
            trace.chosen(ServedKeys.ofKeyStore(choice.get().alias()));
            trace.kind(choice.get().entry().getCertificate().getPublicKey().getAlgorithm());
            return trace.done(chosen.bind(choice.get().alias(), choice.get().entry()));
        } catch (KeyringException e) {
            trace.failed(e);
            throw e;
        } finally {
            trace.finish();
        }
    }

    /** Lists the keystore's own aliases, among which frameworks look for the one that they were configured with. */
    private String[] list(Function<X509ExtendedKeyManager, String[]> question) {
        String[] aliases = keys.list(question);
        return aliases == null
                ? null
                : Arrays.stream(aliases).map(ServedKeys::ofKeyStore).toArray(String[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return alias == null
                ? null
                : chosen.boundTo(alias)
                        .map(PrivateKeyEntry::getPrivateKey)
                        .or(() -> named.key(alias, () -> keys.named(alias)))
                        .orElse(null);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return alias == null
                ? null
                : chosen.boundTo(alias)
                        .map(entry -> (X509Certificate[]) entry.getCertificateChain())
                        .or(() -> named.chain(alias, () -> keys.named(alias)))
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
        return choose(
                "client",
                Hello.ofClient(keyTypes, issuers, socket),
                selection -> selection.chooseClientAlias(keyTypes, issuers, socket));
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return choose(
                "server",
                Hello.ofServer(keyType, issuers, socket),
                selection -> selection.chooseServerAlias(keyType, issuers, socket));
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return choose(
                "client",
                Hello.ofClient(keyTypes, issuers, engine),
                selection -> selection.chooseEngineClientAlias(keyTypes, issuers, engine));
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return choose(
                "server",
                Hello.ofServer(keyType, issuers, engine),
                selection -> selection.chooseEngineServerAlias(keyType, issuers, engine));
    }
}
