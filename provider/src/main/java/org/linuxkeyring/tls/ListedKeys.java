package org.linuxkeyring.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.net.ssl.X509ExtendedKeyManager;
import org.linuxkeyring.keystore.KeyPasswords;
import org.linuxkeyring.keystore.ServedEntries;
import org.linuxkeyring.tls.CurrentManager.Generation;

/**
 * The private keys of a keystore whose entries cannot be indexed, or whose missing entries helper programs make: all of
 * them are read for each question.
 */
final class ListedKeys implements ServedKeys {
    private final Optional<Callout> callout;
    private final CurrentManager<PrivateKeyEntry, X509ExtendedKeyManager> managers;

    ListedKeys(ServedEntries entries, KeyPasswords passwords) {
        this.callout = Callout.of(entries);
        this.managers = new CurrentManager<>(
                last -> entries.privateKeys(last, passwords), ServedKeys::selection, ListedKeys::withoutKey, callout);
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

    @Override
    public Optional<GeneralSecurityException> refusal() {
        var last = managers.last();
        return last.entries().isEmpty() ? last.decoded().refusal() : Optional.empty();
    }

    @Override
    public Optional<Choice> choose(Hello hello, Function<X509ExtendedKeyManager, String> question) {
        Set<String> made = new HashSet<>();
        while (true) {
            Generation<PrivateKeyEntry, X509ExtendedKeyManager> now = managers.current();
            String alias = question.apply(now.manager());
            if (callout.filter(each -> isMadeFor(question, alias, now, each, made))
                    .isEmpty()) {
                return Optional.ofNullable(alias)
                        .map(chosen -> new Choice(chosen, now.entries().get(ServedKeys.ofKeyStore(chosen))));
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
            String best = question.apply(ServedKeys.selection(all));
            Optional.ofNullable(best)
                    .map(ServedKeys::ofKeyStore)
                    .filter(now.removed()::containsKey)
                    .ifPresent(wanted::add);
        }
        return callout.await(wanted, made, false);
    }

    @Override
    public String[] list(Function<X509ExtendedKeyManager, String[]> question) {
        return question.apply(managers.current().manager());
    }

    /** Returns the entry that has this alias now; a missing one is requested from a helper program. */
    @Override
    public Optional<PrivateKeyEntry> named(String alias) {
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
}
