package org.linuxkeyring.tls;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The private keys of a keyring by what a handshake asks for. It answers with the few entries among which the JDK's key
 * manager makes the same choice as among all: those whose certificate may be the host's, and the first of each kind
 * that the JDK judges alike ({@link AlikeKeys}).
 */
final class KeyIndex implements WatchedEntries.Index<KeyFacts> {
    private final Map<String, Watched<KeyFacts>> byAlias = new HashMap<>();
    private final Map<String, List<Watched<KeyFacts>>> byName = new HashMap<>();
    private final Map<String, AlikeKeys> byProfile = new HashMap<>();
    private final Map<ByIssuers, AlikeKeys> byIssuers = new HashMap<>();
    private final Map<String, Set<AlikeKeys>> ofIssuer = new HashMap<>();

    private record ByIssuers(List<String> issuers, String profile) {}

    @Override
    public void add(Watched<KeyFacts> entry) {
        entry.content().ifPresent(facts -> {
            byAlias.put(entry.alias(), entry);
            for (String name : facts.names()) {
                byName.merge(name, List.of(entry), KeyIndex::joined);
            }
            byProfile
                    .computeIfAbsent(facts.profile(), profile -> new AlikeKeys(facts.algorithm()))
                    .add(entry);
            byIssuers
                    .computeIfAbsent(new ByIssuers(facts.issuers(), facts.profile()), key -> alikeOf(key, facts))
                    .add(entry);
        });
    }

    private static List<Watched<KeyFacts>> joined(List<Watched<KeyFacts>> some, List<Watched<KeyFacts>> others) {
        List<Watched<KeyFacts>> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    private AlikeKeys alikeOf(ByIssuers key, KeyFacts facts) {
        AlikeKeys alike = new AlikeKeys(facts.algorithm());
        key.issuers()
                .forEach(issuer -> ofIssuer.computeIfAbsent(issuer, any -> new LinkedHashSet<>())
                        .add(alike));
        return alike;
    }

    @Override
    public void remove(Watched<KeyFacts> entry) {
        entry.content().ifPresent(facts -> {
            byAlias.remove(entry.alias(), entry);
            for (String name : facts.names()) {
                byName.computeIfPresent(name, (key, entries) -> without(entries, entry));
            }
            AlikeKeys ofProfile = byProfile.get(facts.profile());
            ofProfile.remove(entry);
            if (ofProfile.isEmpty()) {
                byProfile.remove(facts.profile());
            }
            ByIssuers key = new ByIssuers(facts.issuers(), facts.profile());
            AlikeKeys alike = byIssuers.get(key);
            alike.remove(entry);
            if (alike.isEmpty()) {
                byIssuers.remove(key);
                facts.issuers()
                        .forEach(issuer -> ofIssuer.computeIfPresent(issuer, (any, set) -> {
                            set.remove(alike);
                            return set.isEmpty() ? null : set;
                        }));
            }
        });
    }

    private static List<Watched<KeyFacts>> without(List<Watched<KeyFacts>> entries, Watched<KeyFacts> entry) {
        List<Watched<KeyFacts>> others =
                entries.stream().filter(each -> each != entry).toList();
        return others.isEmpty() ? null : others;
    }

    @Override
    public void reorder() {
        byProfile.values().forEach(AlikeKeys::reorder);
        byIssuers.values().forEach(AlikeKeys::reorder);
    }

    /** Takes note that an entry could not be decoded, which may have been removed since. */
    void refused(KeyFacts facts) {
        Stream.of(byProfile.get(facts.profile()), byIssuers.get(new ByIssuers(facts.issuers(), facts.profile())))
                .filter(Objects::nonNull)
                .forEach(AlikeKeys::changed);
    }

    /** Returns the entry of an alias, if there is one. */
    Collection<Watched<KeyFacts>> named(String alias) {
        Watched<KeyFacts> entry = byAlias.get(alias);
        return entry == null ? List.of() : List.of(entry);
    }

    /** Returns all entries in their order. */
    Collection<Watched<KeyFacts>> all() {
        return inOrder(byAlias.values());
    }

    /**
     * Returns the entries among which the JDK's choice is the same as among all, in their order, and those that were
     * refused and may be the host's, since they may have been replaced.
     */
    Collection<Watched<KeyFacts>> candidates(Hello hello, long millis) {
        if (hello.looksFurther()) {
            return all();
        }
        Set<Watched<KeyFacts>> found = new LinkedHashSet<>(ofHost(hello));
        for (AlikeKeys alike : alike(hello)) {
            if (hello.takes(alike.algorithm())) {
                found.addAll(alike.first(millis));
            }
        }
        return inOrder(found);
    }

    /** Returns the candidates whose certificate may be the host's; none where the application looks further. */
    Collection<Watched<KeyFacts>> ofHost(Hello hello) {
        Set<Watched<KeyFacts>> found = new LinkedHashSet<>();
        boolean isKnown = hello.host().isPresent() && !hello.looksFurther();
        for (String name : isKnown ? HostNames.lookups(hello.host().get()) : Set.<String>of()) {
            for (Watched<KeyFacts> entry : byName.getOrDefault(name, List.of())) {
                if (hello.takes(entry.content().orElseThrow().algorithm())) {
                    found.add(entry);
                }
            }
        }
        return inOrder(found);
    }

    private static Collection<Watched<KeyFacts>> inOrder(Collection<Watched<KeyFacts>> entries) {
        return entries.size() < 2
                ? List.copyOf(entries)
                : entries.stream()
                        .sorted(Comparator.comparingInt(Watched::order))
                        .toList();
    }

    private Collection<AlikeKeys> alike(Hello hello) {
        if (hello.issuers().isEmpty()) {
            return byProfile.values();
        }
        Set<AlikeKeys> found = new LinkedHashSet<>();
        hello.issuers().get().forEach(issuer -> found.addAll(ofIssuer.getOrDefault(issuer, Set.of())));
        return found;
    }
}
