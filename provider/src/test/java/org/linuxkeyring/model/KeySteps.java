package org.linuxkeyring.model;

import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.testing.Await;

/** What other tools do to keys underneath, by the system calls themselves. */
final class KeySteps {
    private static final int MINUTES = 1000;
    private static final int NOBODY = 65_534;
    private static final List<Integer> MASKS = List.of(ModelKey.DEFAULT_MASK, 0x3d010000, 0x3b010000, 0x3f030000);
    static final List<Place> OF_SESSION =
            Arrays.stream(Place.values()).filter(Place::isOfSession).toList();

    private KeySteps() {}

    static Arbitrary<Step> all() {
        return Arbitraries.frequencyOf(
                Tuple.of(12, ofValue("padd", KeySteps::add)),
                Tuple.of(5, ofKeyTo("link", KeySteps::link)),
                Tuple.of(4, ofKey("unlink", KeySteps::unlink)),
                Tuple.of(4, ofKeyTo("move", KeySteps::move)),
                Tuple.of(3, permit()),
                Tuple.of(3, ofKey("timeout", KeySteps::timeout)),
                Tuple.of(3, ofKey("revoke", KeySteps::revoke)),
                Tuple.of(2, ofKey("invalidate", KeySteps::invalidate)),
                Tuple.of(3, ofValue("padd as another user", KeySteps::plant)));
    }

    /** Takes a second, and so is rare. */
    static Arbitrary<Step> expiry() {
        return ofKey("expire", KeySteps::expire);
    }

    private static Arbitrary<Integer> picks() {
        return Arbitraries.integers().between(0, 11);
    }

    @FunctionalInterface
    private interface OnKey {
        void run(Neighbourhood all, ModelKey key) throws Exception;
    }

    @FunctionalInterface
    private interface OnKeyAndPlace {
        void run(Neighbourhood all, ModelKey key, Place to) throws Exception;
    }

    @FunctionalInterface
    private interface OnName {
        void run(Neighbourhood all, Place place, Name name, Value value) throws Exception;
    }

    private static Arbitrary<Step> ofKey(String what, OnKey body) {
        return picks().map(pick -> new Step("keyctl " + what + " key " + pick, all -> {
            Optional<ModelKey> key = all.model().pickLive(pick, each -> true);
            if (key.isPresent()) {
                body.run(all, key.get());
            }
        }));
    }

    private static Arbitrary<Step> ofKeyTo(String what, OnKeyAndPlace body) {
        return Combinators.combine(picks(), Arbitraries.of(OF_SESSION))
                .as((pick, to) -> new Step("keyctl " + what + " key " + pick + " " + to, all -> {
                    Optional<ModelKey> key = all.model()
                            .pickLive(
                                    pick,
                                    each -> !all.model().links(Place.THREAD, each)
                                            && !all.model().isHeld(to, each.name));
                    if (key.isPresent()) {
                        body.run(all, key.get(), to);
                    }
                }));
    }

    private static Keyctl keyctl(Neighbourhood all, ModelKey key) {
        return all.keyrings().keyctl(all.model().places(key).get(0));
    }

    private static Rule always(ModelKey key, Consumer<ModelKey> change) {
        return Rule.of((model, order) -> {
            change.accept(model.same(key));
            return true;
        });
    }

    private static Arbitrary<Step> ofValue(String what, OnName body) {
        return Combinators.combine(
                        Arbitraries.frequencyOf(
                                Tuple.of(9, Arbitraries.of(OF_SESSION)), Tuple.of(1, Arbitraries.just(Place.THREAD))),
                        Arbitraries.integers().between(0, Vocabulary.TYPES - 1),
                        Arbitraries.integers().between(0, Vocabulary.DESCRIPTIONS - 1),
                        Arbitraries.integers().between(0, Value.COUNT - 1))
                .as((place, type, description, number) -> new Step(
                        "keyctl " + what + " " + (type == 0 ? "user" : "big_key") + " " + description + " token "
                                + number + " " + place,
                        all -> {
                            Name name = all.vocabulary().name(type, description);
                            if (!all.model().isHeld(place, name)) {
                                body.run(all, place, name, new Value(Value.Kind.BYTES, number));
                            }
                        }));
    }

    private static int addKey(Neighbourhood all, Place place, Name name, Value value) {
        return all.keyrings()
                .keyctl(place)
                .addKey(
                        bytes(name.type()),
                        bytes(name.description()),
                        ByteBuffer.wrap(value.payload()),
                        all.keyrings().serial(place));
    }

    private static void add(Neighbourhood all, Place place, Name name, Value value) throws Exception {
        all.change(
                "padd " + name + " " + value + " " + place,
                List.of(
                        Rule.of((model, order) -> add(model, place, name, value)),
                        Rule.of((model, order) -> revive(model, place, name, value))),
                () -> addKey(all, place, name, value));
    }

    /** add_key(2) updates the live key of that name, whosever it is, which loses its timeout. */
    private static boolean add(Model model, Place place, Name name, Value value) {
        Optional<ModelKey> present = model.live(place, name);
        if (model.isRestricted(place)
                || present.filter(key -> !key.isWritable()).isPresent()) {
            return false;
        }
        if (present.isPresent()) {
            present.get().update(value);
            present.get().isTimed = Optional.of(false);
        } else {
            model.add(place, name, value, false);
        }
        return true;
    }

    /** An expired key comes to life again (security/keys/key.c, key_create_or_update); refused as the other is. */
    private static boolean revive(Model model, Place place, Name name, Value value) {
        Optional<ModelKey> expired = model.keys(place).stream()
                .filter(key -> key.name.equals(name) && key.isDead && key.isExpired)
                .findFirst();
        if (model.isRestricted(place) || expired.isEmpty() || !expired.get().isWritable()) {
            return add(model, place, name, value);
        }
        expired.get().isDead = false;
        return add(model, place, name, value);
    }

    private static void link(Neighbourhood all, ModelKey key, Place to) throws Exception {
        all.change(
                "link " + key + " " + to,
                Rule.of((model, order) -> {
                    if (model.isRestricted(to)) {
                        return false;
                    }
                    model.link(to, model.same(key));
                    return true;
                }),
                () -> all.keyrings().keyctl().link(key.serial, all.keyrings().serial(to)));
    }

    private static void unlink(Neighbourhood all, ModelKey key) throws Exception {
        Place from = all.model().places(key).get(0);
        all.change(
                "unlink " + key + " " + from,
                Rule.of((model, order) -> {
                    model.unlink(from, model.same(key));
                    return true;
                }),
                () -> keyctl(all, key).unlink(key.serial, all.keyrings().serial(from)));
    }

    private static void move(Neighbourhood all, ModelKey key, Place to) throws Exception {
        Place from = all.model().places(key).get(0);
        all.change(
                "move " + key + " " + from + " " + to,
                Rule.of((model, order) -> {
                    if (from == to) {
                        return true;
                    }
                    if (model.isRestricted(to) || model.isTaken(to, key.name)) {
                        return false;
                    }
                    ModelKey moved = model.same(key);
                    model.link(to, moved);
                    model.unlink(from, moved);
                    return true;
                }),
                () -> all.keyrings()
                        .keyctl()
                        .move(
                                key.serial,
                                all.keyrings().serial(from),
                                all.keyrings().serial(to)));
    }

    private static Arbitrary<Step> permit() {
        return Combinators.combine(picks(), Arbitraries.of(MASKS))
                .as((pick, mask) -> new Step(String.format("keyctl setperm key %d 0x%08x", pick, mask), all -> {
                    Optional<ModelKey> key = all.model().pickLive(pick, each -> true);
                    if (key.isPresent()) {
                        all.change(
                                "setperm " + key.get(),
                                always(key.get(), each -> each.mask = mask),
                                () -> keyctl(all, key.get()).setPermissions(key.get().serial, mask));
                    }
                }));
    }

    private static void timeout(Neighbourhood all, ModelKey key) throws Exception {
        all.change(
                "timeout " + key,
                always(key, each -> each.isTimed = Optional.of(true)),
                () -> keyctl(all, key).setTimeout(key.serial, MINUTES));
    }

    private static void expire(Neighbourhood all, ModelKey key) throws Exception {
        all.change(
                "expiry of " + key,
                always(key, each -> {
                    each.isDead = true;
                    each.isExpired = true;
                }),
                () -> {
                    Keyctl keyctl = keyctl(all, key);
                    keyctl.setTimeout(key.serial, 1);
                    Await.until(() -> !isLive(keyctl, key.serial), key + " expires");
                });
    }

    private static boolean isLive(Keyctl keyctl, int key) {
        try {
            keyctl.describe(key);
            return true;
        } catch (KeyctlException e) {
            return false;
        }
    }

    private static void revoke(Neighbourhood all, ModelKey key) throws Exception {
        all.change(
                "revoke " + key,
                always(key, each -> each.isDead = true),
                () -> keyctl(all, key).revoke(key.serial));
    }

    /** Waits until the kernel has unlinked it. */
    private static void invalidate(Neighbourhood all, ModelKey key) throws Exception {
        List<Place> places = all.model().places(key);
        all.change(
                "invalidate " + key,
                Rule.of((model, order) -> {
                    model.unlinkAll(model.same(key));
                    return true;
                }),
                () -> {
                    keyctl(all, key).invalidate(key.serial);
                    for (Place place : places) {
                        Keyctl keyctl = all.keyrings().keyctl(place);
                        int keyring = all.keyrings().serial(place);
                        Await.until(
                                () -> Arrays.stream(keyctl.readKeyring(keyring)).noneMatch(link -> link == key.serial),
                                key + " is collected");
                    }
                });
    }

    /**
     * A key of another user's, by who may make one. It is so before any keystore sees it: those that count a keystore
     * remembers, and root may do what it likes.
     */
    private static void plant(Neighbourhood all, Place place, Name name, Value value) throws Exception {
        if (all.keyrings().keyctl().effectiveUser() != 0 || all.model().isTaken(place, name)) {
            return;
        }
        all.change(
                "padd as another user " + name + " " + value + " " + place,
                Rule.of((model, order) -> {
                    boolean isAdded = add(model, place, name, value);
                    model.live(place, name).ifPresent(key -> key.isForeign = true);
                    return isAdded;
                }),
                () -> all.keyrings().keyctl(place).chown(addKey(all, place, name, value), NOBODY, Keyctl.NO_USER));
    }
}
