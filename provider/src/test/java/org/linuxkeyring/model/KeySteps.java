package org.linuxkeyring.model;

import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.model.Vocabulary.Name;

/**
 * What other tools do underneath to make keys and their links, by the system calls themselves: tools of the same user,
 * or of another user in the same session, who possesses all that is linked there.
 */
final class KeySteps {
    static final List<Place> OF_SESSION =
            Arrays.stream(Place.values()).filter(Place::isOfSession).toList();

    private KeySteps() {}

    static Arbitrary<Step> all() {
        return Arbitraries.frequencyOf(
                Tuple.of(15, ofValue("padd", KeySteps::add)),
                Tuple.of(5, ofKeyTo("link", KeySteps::link)),
                Tuple.of(4, ofKey("unlink", KeySteps::unlink)),
                Tuple.of(4, ofKeyTo("move", KeySteps::move)),
                Tuple.of(14, KeyStateSteps.all()));
    }

    static Arbitrary<Integer> picks() {
        return Arbitraries.integers().between(0, 11);
    }

    /** Who does something. */
    enum Actor {
        SAME_USER("keyctl"),
        OTHER_USER("another user's keyctl");

        private final String text;

        Actor(String text) {
            this.text = text;
        }

        Keyctl keyctl(Neighbourhood all, Place place) {
            return this == SAME_USER
                    ? all.keyrings().keyctl(place)
                    : all.keyrings().keyctlOfOther(place);
        }

        /** The same for a key, where it is linked. */
        Keyctl keyctl(Neighbourhood all, ModelKey key) {
            return keyctl(all, all.model().places(key).get(0));
        }

        /** Whether a new key belongs to another user than the process's. */
        boolean makesForeign(Neighbourhood all, Place place) {
            return this == OTHER_USER && all.keyrings().hasOtherUser() && place.isOfSession();
        }

        @Override
        public String toString() {
            return text;
        }
    }

    static Arbitrary<Actor> actors() {
        return Arbitraries.frequency(Tuple.of(3, Actor.SAME_USER), Tuple.of(1, Actor.OTHER_USER));
    }

    @FunctionalInterface
    interface OnKey {
        void run(Neighbourhood all, Actor actor, ModelKey key) throws Exception;
    }

    @FunctionalInterface
    private interface OnKeyAndPlace {
        void run(Neighbourhood all, Actor actor, ModelKey key, Place to) throws Exception;
    }

    @FunctionalInterface
    private interface OnName {
        void run(Neighbourhood all, Actor actor, Place place, Name name, Value value) throws Exception;
    }

    static Arbitrary<Step> ofKey(String what, OnKey body) {
        return Combinators.combine(picks(), actors())
                .as((pick, actor) -> new Step(actor + " " + what + " key " + pick, all -> {
                    Optional<ModelKey> key = all.model().pickLive(pick, each -> true);
                    if (key.isPresent()) {
                        body.run(all, actor, key.get());
                    }
                }));
    }

    private static Arbitrary<Step> ofKeyTo(String what, OnKeyAndPlace body) {
        return Combinators.combine(picks(), Arbitraries.of(OF_SESSION), actors())
                .as((pick, to, actor) -> new Step(actor + " " + what + " key " + pick + " " + to, all -> {
                    Optional<ModelKey> key = all.model()
                            .pickLive(
                                    pick,
                                    each -> !all.model().links(Place.THREAD, each)
                                            && !all.model().isHeld(to, each.name));
                    if (key.isPresent()) {
                        body.run(all, actor, key.get(), to);
                    }
                }));
    }

    private static Arbitrary<Step> ofValue(String what, OnName body) {
        return Combinators.combine(
                        Arbitraries.frequencyOf(
                                Tuple.of(9, Arbitraries.of(OF_SESSION)), Tuple.of(1, Arbitraries.just(Place.THREAD))),
                        Arbitraries.integers().between(0, Vocabulary.TYPES - 1),
                        Arbitraries.integers().between(0, Vocabulary.DESCRIPTIONS - 1),
                        Arbitraries.integers().between(0, Value.COUNT - 1),
                        actors())
                .as((place, type, description, number, actor) -> new Step(
                        actor + " " + what + " " + (type == 0 ? "user" : "big_key") + " " + description + " token "
                                + number + " " + place,
                        all -> {
                            Name name = all.vocabulary().name(type, description);
                            if (!all.model().isHeld(place, name)) {
                                body.run(all, actor, place, name, new Value(Value.Kind.BYTES, number));
                            }
                        }));
    }

    private static int addKey(Neighbourhood all, Actor actor, Place place, Name name, Value value) {
        return actor.keyctl(all, place)
                .addKey(
                        bytes(name.type()),
                        bytes(name.description()),
                        ByteBuffer.wrap(value.payload()),
                        all.keyrings().serial(place));
    }

    private static void add(Neighbourhood all, Actor actor, Place place, Name name, Value value) throws Exception {
        boolean isForeign = actor.makesForeign(all, place);
        all.change(
                actor + " padd " + name + " " + value + " " + place,
                List.of(
                        Rule.of((model, order) -> add(model, place, name, value, isForeign)),
                        Rule.of((model, order) -> revive(model, place, name, value, isForeign))),
                () -> addKey(all, actor, place, name, value));
    }

    /** add_key(2) updates the live key of that name, whosever it is, which loses its timeout. */
    private static boolean add(Model model, Place place, Name name, Value value, boolean isForeign) {
        Optional<ModelKey> present = model.live(place, name);
        if (!model.takesLinks(place) || present.filter(key -> !key.isWritable()).isPresent()) {
            return false;
        }
        if (present.isPresent()) {
            present.get().update(value);
            present.get().end = Optional.of(ModelKey.End.NEVER);
        } else {
            model.add(place, name, value, ModelKey.End.NEVER).isForeign = isForeign;
        }
        return true;
    }

    /** An expired key comes to life again, as long as it is there (security/keys/key.c, key_create_or_update). */
    private static boolean revive(Model model, Place place, Name name, Value value, boolean isForeign) {
        Optional<ModelKey> expired = model.keys(place).stream()
                .filter(key -> key.name.equals(name) && key.isDead && key.isExpired)
                .findFirst();
        if (!model.takesLinks(place) || expired.filter(key -> !key.isWritable()).isPresent()) {
            return false;
        }
        expired.ifPresent(key -> key.isDead = false);
        return add(model, place, name, value, isForeign);
    }

    private static void link(Neighbourhood all, Actor actor, ModelKey key, Place to) throws Exception {
        all.change(
                actor + " link " + key + " " + to,
                Rule.of((model, order) -> {
                    if (!model.takesLinks(to) || !key.isLinkable()) {
                        return false;
                    }
                    model.link(to, model.same(key));
                    return true;
                }),
                () -> actor.keyctl(all, to).link(key.serial, all.keyrings().serial(to)));
    }

    private static void unlink(Neighbourhood all, Actor actor, ModelKey key) throws Exception {
        Place from = all.model().places(key).get(0);
        all.change(
                actor + " unlink " + key + " " + from,
                Rule.of((model, order) -> {
                    if (model.isReadOnly(from)) {
                        return false;
                    }
                    model.unlink(from, model.same(key));
                    return true;
                }),
                () -> actor.keyctl(all, from).unlink(key.serial, all.keyrings().serial(from)));
    }

    private static void move(Neighbourhood all, Actor actor, ModelKey key, Place to) throws Exception {
        Place from = all.model().places(key).get(0);
        all.change(
                actor + " move " + key + " " + from + " " + to,
                Rule.of((model, order) -> {
                    if (model.isReadOnly(from) || model.isReadOnly(to) || !key.isLinkable()) {
                        return false;
                    }
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
                () -> actor.keyctl(all, to)
                        .move(
                                key.serial,
                                all.keyrings().serial(from),
                                all.keyrings().serial(to)));
    }
}
