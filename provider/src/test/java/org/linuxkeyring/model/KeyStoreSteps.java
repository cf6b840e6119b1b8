package org.linuxkeyring.model;

import java.security.KeyStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.linuxkeyring.model.Configuration.Scope;
import org.linuxkeyring.model.Configuration.Writes;
import org.linuxkeyring.model.Model.SiblingOrder;
import org.linuxkeyring.model.Value.Kind;
import org.linuxkeyring.model.Vocabulary.Name;
import org.linuxkeyring.spec.KeyringKeyStore;

/** What is done with the keystores. */
final class KeyStoreSteps {
    private KeyStoreSteps() {}

    static Arbitrary<Step> all() {
        return Arbitraries.frequencyOf(
                Tuple.of(12, onAlias("set", values(), KeyStoreSteps::set)),
                Tuple.of(4, hold()),
                Tuple.of(6, onAlias("delete", values(), (all, store, alias, none) -> delete(all, store, alias))),
                Tuple.of(4, rename()),
                Tuple.of(3, onAlias("rotate", values(), KeyStoreSteps::rotate)),
                Tuple.of(2, onAlias("timeout", values(), KeyStoreSteps::timeout)),
                Tuple.of(4, imports()),
                Tuple.of(5, on("store", KeyStoreSteps::store)),
                Tuple.of(2, on("load", KeyStoreSteps::load)));
    }

    static Arbitrary<Step> open() {
        return configurations()
                .map(configuration -> new Step("open " + configuration, all -> {
                    if (all.count() < Neighbourhood.MOST) {
                        all.open(configuration, all.count());
                    }
                }));
    }

    private static Arbitrary<Configuration> configurations() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(4, Scope.PROCESS),
                                Tuple.of(4, Scope.USER),
                                Tuple.of(4, Scope.OUTER),
                                Tuple.of(2, Scope.INNER),
                                Tuple.of(3, Scope.NUMBERED),
                                Tuple.of(2, Scope.THEIRS),
                                Tuple.of(3, Scope.SESSION),
                                Tuple.of(1, Scope.THREAD)),
                        Arbitraries.of(Vocabulary.PREFIXES).injectNull(0.2),
                        Arbitraries.of("auto", "user", "big_key"),
                        Arbitraries.frequency(
                                Tuple.of(5, Writes.IMMEDIATE), Tuple.of(3, Writes.ON_STORE), Tuple.of(1, Writes.NEVER)),
                        Arbitraries.frequency(Tuple.of(3, false), Tuple.of(1, true)),
                        Arbitraries.frequency(Tuple.of(3, false), Tuple.of(1, true)),
                        Arbitraries.frequency(Tuple.of(1, false), Tuple.of(1, true)),
                        Arbitraries.of(Strangers.class))
                .as((scope, prefix, type, writes, isTimed, isPrivate, isHeld, strangers) -> new Configuration(
                        scope,
                        prefix,
                        type,
                        writes,
                        isTimed,
                        isPrivate,
                        // The keys that the kernel holds are root's here; PlantedHeldKeyTest has those of another user.
                        isHeld && strangers != Strangers.OPENED_BY_OTHER,
                        strangers == Strangers.PASSWORDS_IGNORED,
                        strangers == Strangers.OTHER_ACCEPTED || scope == Scope.THEIRS,
                        strangers == Strangers.OPENED_BY_OTHER && scope != Scope.THREAD));
    }

    /** What few keystores are set to. */
    private enum Strangers {
        NEITHER,
        NONE,
        PASSWORDS_IGNORED,
        OTHER_ACCEPTED,
        OPENED_BY_OTHER
    }

    private static Arbitrary<Value> values() {
        return Combinators.combine(
                        Arbitraries.of(Kind.SECRET_KEY, Kind.PRIVATE_KEY, Kind.CERTIFICATE),
                        Arbitraries.integers().between(0, Value.COUNT - 1),
                        Arbitraries.frequency(Tuple.of(11, false), Tuple.of(1, true)))
                .as((kind, number, isLocked) -> new Value(kind, number).locked(isLocked));
    }

    private static Arbitrary<Integer> picks() {
        return Arbitraries.integers().between(0, 11);
    }

    private static Arbitrary<Integer> stores() {
        return Arbitraries.integers().between(0, Neighbourhood.MOST - 1);
    }

    @FunctionalInterface
    private interface OnStore {
        void run(Neighbourhood all, Neighbour store) throws Exception;
    }

    @FunctionalInterface
    private interface OnAlias {
        void run(Neighbourhood all, Neighbour store, String alias, Value value) throws Exception;
    }

    private static Arbitrary<Step> on(String what, OnStore body) {
        return stores().map(pick -> new Step(what + " keystore " + pick, all -> {
            body.run(all, all.neighbour(pick));
        }));
    }

    private static Arbitrary<Step> onAlias(String what, Arbitrary<Value> values, OnAlias body) {
        return Combinators.combine(stores(), picks(), values)
                .as((pick, alias, value) ->
                        new Step("keystore " + pick + ": " + what + " alias " + alias + ", " + value, all -> {
                            Neighbour store = all.neighbour(pick);
                            body.run(all, store, alias(all, store, alias), value);
                        }));
    }

    private static String alias(Neighbourhood all, Neighbour store, int pick) {
        List<String> aliases = all.vocabulary().aliases(store.prefix());
        return aliases.get(pick % aliases.size());
    }

    private static String text(Neighbour store, String what) {
        return store + " " + what;
    }

    private static void set(Neighbourhood all, Neighbour store, String alias, Value any) throws Exception {
        Value value = store.settable(any);
        if (partsFromItsKey(all, store, alias, value)) {
            return;
        }
        all.change(
                text(store, "set '" + alias + "' " + value),
                Rule.of((model, order) -> all.rules(model, order, store).set(alias, value)),
                () -> {
                    if (value.isCertificate()) {
                        store.keyStore().setCertificateEntry(alias, value.certificate());
                    } else {
                        store.keyStore()
                                .setKeyEntry(
                                        alias, value.key(), value.isLocked() ? Value.PASSWORD : null, value.chain());
                    }
                });
    }

    /**
     * Whether the kernel would hold the key of an entry that other keyrings link, too. They would go on to link the
     * entry alone, which keyctl(1) is kept from as well (Model.pickLive); HeldNamesakesTest says what they show then.
     */
    private static boolean partsFromItsKey(Neighbourhood all, Neighbour store, String alias, Value value) {
        return store.holds(value) && all.isShared(store, alias);
    }

    /** A key pair that the kernel can hold, by a keystore that gives keys to it, where there is one. */
    private static Arbitrary<Step> hold() {
        Arbitrary<Value> pairs =
                values().filter(value -> value.hasPrivateKey() && value.held().isPresent());
        return Combinators.combine(stores(), picks(), pairs)
                .as((pick, alias, value) -> new Step("hold alias " + alias + ", " + value, all -> {
                    Optional<Neighbour> store = all.holding(pick);
                    if (store.isPresent()) {
                        set(all, store.get(), alias(all, store.get(), alias), value);
                    }
                }));
    }

    private static void delete(Neighbourhood all, Neighbour store, String alias) throws Exception {
        all.change(
                text(store, "delete '" + alias + "'"),
                Rule.of((model, order) -> all.rules(model, order, store).delete(alias)),
                () -> store.keyStore().deleteEntry(alias));
    }

    /** As keytool -changealias does. */
    private static Arbitrary<Step> rename() {
        return Combinators.combine(stores(), picks(), picks())
                .as((pick, from, to) -> new Step("keystore " + pick + ": rename alias " + from + " to " + to, all -> {
                    Neighbour store = all.neighbour(pick);
                    rename(all, store, alias(all, store, from), alias(all, store, to));
                }));
    }

    private static void rename(Neighbourhood all, Neighbour store, String from, String to) throws Exception {
        Optional<Value> value = all.sole(store, from);
        // A key that the kernel holds for one entry it does not give to another. The other user sets no private keys.
        if (value.filter(each -> !each.isHeld() && !(store.isOfOther() && each.hasPrivateKey()))
                        .isEmpty()
                || store.isHolding()) {
            return;
        }
        KeyStore.Entry entry = store.keyStore().getEntry(from, value.get().protection());
        Value copy = store.settable(value.get());
        all.change(
                text(store, "rename '" + from + "': set '" + to + "'"),
                Rule.of((model, order) -> all.rules(model, order, store).set(to, copy)),
                () -> store.keyStore().setEntry(to, entry, value.get().protection()));
        delete(all, store, from);
    }

    /** Another key and chain where there is one. */
    private static void rotate(Neighbourhood all, Neighbour store, String alias, Value value) throws Exception {
        if (all.sole(store, alias).filter(Value::hasPrivateKey).isPresent()) {
            set(all, store, alias, new Value(Kind.PRIVATE_KEY, value.number()).locked(value.isLocked()));
        }
    }

    private static void timeout(Neighbourhood all, Neighbour store, String alias, Value value) throws Exception {
        Duration timeout = Duration.ofHours(value.number());
        boolean isTimed = !timeout.isZero();
        ModelKey.End end = isTimed ? ModelKey.End.in(timeout) : ModelKey.End.NEVER;
        all.change(
                text(store, (isTimed ? "timeout of '" : "no timeout of '") + alias + "'"),
                List.of(
                        Rule.of((model, order) -> all.rules(model, order, store).setTimeout(alias, end, false)),
                        Rule.of((model, order) -> all.rules(model, order, store).setTimeout(alias, end, true))),
                () -> KeyringKeyStore.of(store.keyStore()).setTimeout(alias, timeout));
    }

    private static Arbitrary<Step> imports() {
        Arbitrary<Map<Integer, Value>> batches =
                Arbitraries.maps(picks(), values()).ofMinSize(2).ofMaxSize(4);
        return Combinators.combine(stores(), batches)
                .as((pick, batch) -> new Step("keystore " + pick + ": import " + batch, all -> {
                    Neighbour store = all.neighbour(pick);
                    Map<String, Value> entries = new LinkedHashMap<>();
                    batch.forEach((alias, value) ->
                            entries.put(alias(all, store, alias), store.settable(value.locked(false))));
                    importAll(all, store, entries);
                }));
    }

    private static void importAll(Neighbourhood all, Neighbour store, Map<String, Value> batch) throws Exception {
        batch.entrySet().removeIf(each -> partsFromItsKey(all, store, each.getKey(), each.getValue()));
        Map<String, KeyStore.Entry> entries = new LinkedHashMap<>();
        batch.forEach((alias, value) -> entries.put(alias, value.entry()));
        all.change(
                text(store, "import " + batch),
                List.of((model, order) -> Optional.of(imported(all, store, batch, model, order))),
                () -> KeyringKeyStore.of(store.keyStore()).setEntries(entries, null));
    }

    /** All, or none where one is refused; a keystore that keeps changes back takes none. */
    private static Rule.Prediction imported(
            Neighbourhood all, Neighbour store, Map<String, Value> batch, Model model, SiblingOrder order) {
        Model after = new Model(model);
        EntryRules rules = all.rules(after, order, store);
        if (store.configuration().writes() == Writes.ON_STORE && !batch.isEmpty()) {
            return new Rule.Prediction(false, new Model(model));
        }
        for (Map.Entry<String, Value> each : batch.entrySet()) {
            if (!rules.set(each.getKey(), each.getValue())) {
                return new Rule.Prediction(false, takenBack(all, store, batch.keySet(), model, order));
            }
        }
        return new Rule.Prediction(true, after);
    }

    /** As it was, but for the time that is left: of what was set and taken back it is rounded down. */
    private static Model takenBack(
            Neighbourhood all, Neighbour store, Set<String> aliases, Model model, SiblingOrder order) {
        Model after = new Model(model);
        EntryRules rules = all.rules(after, order, store);
        for (String alias : aliases) {
            for (Name name : rules.names(alias)) {
                after.live(store.configuration().scope().destination, name)
                        .ifPresent(key -> key.end = key.end.map(ModelKey.End::kept));
            }
        }
        return after;
    }

    private static void store(Neighbourhood all, Neighbour store) throws Exception {
        all.change(
                text(store, "store"),
                StoreRules.of(all, store),
                () -> store.keyStore().store(null, null));
    }

    private static void load(Neighbourhood all, Neighbour store) throws Exception {
        all.open(store.configuration(), store.number());
    }
}
