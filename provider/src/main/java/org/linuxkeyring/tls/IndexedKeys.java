package org.linuxkeyring.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore.PrivateKeyEntry;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedKeyManager;
import org.linuxkeyring.event.Log;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keystore.KeyPasswords;
import org.linuxkeyring.keystore.LinkedEntries;
import org.linuxkeyring.keystore.LinkedEntries.Decoder;
import org.linuxkeyring.keystore.LinkedEntries.Seen;

/** The private keys of one keyring, of which a question reads only those that may answer it. */
final class IndexedKeys implements ServedKeys {
    /** The number of times that entries are decoded for a question, if they change each time. */
    private static final int ATTEMPTS = 100;

    private final LinkedEntries entries;
    private final Decoder<PrivateKeyEntry> decoder;
    private final KeyIndex index = new KeyIndex();
    private final WatchedEntries<KeyFacts> watched;

    IndexedKeys(LinkedEntries entries, KeyPasswords passwords, LongSupplier nanos) {
        this.entries = entries;
        this.decoder = entries.privateKeys(passwords);
        KeyFacts.Interned interned = new KeyFacts.Interned();
        this.watched = new WatchedEntries<>(
                entries, entries.chains().then(chain -> KeyFacts.of(chain, interned)), index, nanos);
    }

    /**
     * Asks the JDK first about the host's entries alone: if it chooses one that surely suits, it would choose the same
     * among all, since it takes the first that suits of those with the wanted type of key.
     */
    @Override
    public Optional<Choice> choose(Hello hello, Function<X509ExtendedKeyManager, String> question) {
        long now = System.currentTimeMillis();
        WatchedEntries<KeyFacts>.Question asked = watched.ask();
        Optional<Choice> ofHost = choose(decoded(() -> asked.among(() -> index.ofHost(hello))), question)
                .filter(choice -> suits(choice, hello.host().orElseThrow(), now));
        return ofHost.isPresent()
                ? ofHost
                : choose(decoded(() -> asked.amongAll(() -> index.candidates(hello, now))), question);
    }

    private static Optional<Choice> choose(
            Map<String, PrivateKeyEntry> candidates, Function<X509ExtendedKeyManager, String> question) {
        return candidates.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(question.apply(ServedKeys.selection(candidates)))
                        .map(alias -> new Choice(alias, candidates.get(ServedKeys.ofKeyStore(alias))));
    }

    /** Returns whether the entry that was chosen surely suits the host; false if it has just changed. */
    private boolean suits(Choice choice, String host, long millis) {
        for (Watched<KeyFacts> entry : watched.found(() -> index.named(ServedKeys.ofKeyStore(choice.alias())))) {
            Optional<KeyFacts> facts = entry.content();
            if (facts.flatMap(KeyFacts::decoded).filter(choice.entry()::equals).isPresent()) {
                return facts.get().suits(host, millis);
            }
        }
        return false;
    }

    @Override
    public String[] list(Function<X509ExtendedKeyManager, String[]> question) {
        WatchedEntries<KeyFacts>.Question asked = watched.ask();
        return question.apply(ServedKeys.selection(decoded(() -> asked.amongAll(index::all))));
    }

    @Override
    public Optional<PrivateKeyEntry> named(String alias) {
        WatchedEntries<KeyFacts>.Question asked = watched.ask();
        return Optional.ofNullable(
                decoded(() -> asked.among(() -> index.named(alias))).get(alias));
    }

    @Override
    public Optional<GeneralSecurityException> refusal() {
        Optional<GeneralSecurityException> first = Optional.empty();
        for (Watched<KeyFacts> entry : watched.all()) {
            if (decoded(entry).isPresent()) {
                return Optional.empty();
            }
            first = first.or(() -> entry.seen().flatMap(Seen::refusal))
                    .or(() -> entry.content().flatMap(KeyFacts::refusal));
        }
        return first;
    }

    /** Returns the decoded entries of those that are found, which are looked for again where one has changed. */
    private Map<String, PrivateKeyEntry> decoded(Supplier<Collection<Watched<KeyFacts>>> candidates) {
        for (int attempt = 1; ; attempt++) {
            Map<String, PrivateKeyEntry> usable = new LinkedHashMap<>();
            boolean isWhole = true;
            for (Watched<KeyFacts> entry : candidates.get()) {
                boolean isRefused = entry.content().filter(KeyFacts::isRefused).isPresent();
                if (!isRefused) {
                    Optional<PrivateKeyEntry> decoded = decoded(entry);
                    decoded.ifPresent(each -> usable.put(entry.alias(), each));
                    isWhole &= decoded.isPresent();
                }
            }
            if (isWhole || attempt == ATTEMPTS) {
                return usable;
            }
        }
    }

    /** Returns the decoded entry, which is decoded once; empty if it is refused, or has changed since it was seen. */
    private Optional<PrivateKeyEntry> decoded(Watched<KeyFacts> entry) {
        Optional<Seen<KeyFacts>> seen = entry.seen();
        Optional<KeyFacts> facts = seen.flatMap(Seen::value);
        return facts.isEmpty() ? Optional.empty() : facts.get().decoded().or(() -> decode(entry, seen.get()));
    }

    private Optional<PrivateKeyEntry> decode(Watched<KeyFacts> entry, Seen<KeyFacts> seen) {
        KeyFacts facts = seen.value().orElseThrow();
        synchronized (facts) {
            if (facts.decoded().isPresent() || facts.isRefused()) {
                return facts.decoded();
            }
            Optional<Seen<PrivateKeyEntry>> now = entries.read(entry.place(), decoder)
                    .filter(read -> read.tag().equals(seen.tag()) && read.held().equals(seen.held()));
            now.flatMap(Seen::value).ifPresent(facts::decode);
            now.flatMap(Seen::refusal).ifPresent(why -> {
                facts.refuse(why);
                Log.warnOnce("Alias '" + Printable.name(entry.alias()) + "' serves no TLS handshake until it is stored"
                        + " anew: " + Printable.text(why.getMessage()));
            });
        }
        if (facts.isRefused()) {
            watched.change(() -> index.refused(facts));
        }
        return facts.decoded();
    }
}
