package org.linuxkeyring.model;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.linuxkeyring.model.KeySteps.Actor;

/**
 * What other tools, of either user, do to keyrings underneath. None loses its home, so that what is in it stays
 * possessed.
 */
final class KeyringSteps {
    private static final List<Place> RESTRICTABLE = List.of(Place.INNER, Place.NUMBERED, Place.OUTER, Place.THEIRS);
    private static final List<Place> LINKABLE =
            List.of(Place.USER, Place.OUTER, Place.INNER, Place.NUMBERED, Place.THEIRS);

    private static final int READ_ONLY = 0x3b010000;

    private KeyringSteps() {}

    static Arbitrary<Step> all() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, ofKeyrings("link keyring", KeyringSteps::link)),
                Tuple.of(3, ofKeyrings("unlink keyring", KeyringSteps::unlink)),
                Tuple.of(1, restrict()),
                Tuple.of(3, permit()),
                Tuple.of(
                        1,
                        KeySteps.actors().map(actor -> new Step(actor + " clear serial", all -> clear(all, actor)))));
    }

    @FunctionalInterface
    private interface OnPlaces {
        void run(Neighbourhood all, Actor actor, Place keyring, Place other) throws Exception;
    }

    private static Arbitrary<Step> ofKeyrings(String what, OnPlaces body) {
        return Combinators.combine(Arbitraries.of(LINKABLE), Arbitraries.of(KeySteps.OF_SESSION), KeySteps.actors())
                .as((keyring, other, actor) -> new Step(
                        actor + " " + what + " " + keyring + " " + other, all -> body.run(all, actor, keyring, other)));
    }

    private static void link(Neighbourhood all, Actor actor, Place keyring, Place into) throws Exception {
        all.change(
                actor + " link keyring " + keyring + " " + into,
                Rule.of((model, order) -> {
                    if (!model.takesLinks(into) || model.reaches(keyring, into)) {
                        return false;
                    }
                    model.linkKeyring(keyring, into);
                    return true;
                }),
                () -> actor.keyctl(all, into)
                        .link(all.keyrings().serial(keyring), all.keyrings().serial(into)));
    }

    private static void unlink(Neighbourhood all, Actor actor, Place keyring, Place from) throws Exception {
        if (keyring.home() == from) {
            return;
        }
        all.change(
                actor + " unlink keyring " + keyring + " " + from,
                Rule.of((model, order) -> {
                    boolean isUnlinked =
                            !model.isReadOnly(from) && model.below(from).contains(keyring);
                    if (isUnlinked) {
                        model.unlinkKeyring(keyring, from);
                    }
                    return isUnlinked;
                }),
                () -> actor.keyctl(all, from)
                        .unlink(all.keyrings().serial(keyring), all.keyrings().serial(from)));
    }

    private static Arbitrary<Step> restrict() {
        return Combinators.combine(Arbitraries.of(RESTRICTABLE), KeySteps.actors())
                .as((place, actor) -> new Step(
                        actor + " restrict " + place,
                        all -> all.change(
                                "restrict " + place,
                                Rule.of((model, order) -> {
                                    boolean isFree = !model.isRestricted(place);
                                    model.restrict(place);
                                    return isFree;
                                }),
                                () -> actor.keyctl(all, place)
                                        .restrictKeyring(all.keyrings().serial(place), null, null))));
    }

    /** Takes the write permission, without which no link comes or goes, or gives it back. */
    private static Arbitrary<Step> permit() {
        return Combinators.combine(
                        Arbitraries.of(RESTRICTABLE), Arbitraries.frequency(Tuple.of(2, false), Tuple.of(1, true)))
                .as((place, isReadOnly) -> new Step(
                        "keyctl setperm " + place + (isReadOnly ? " read-only" : " writable"),
                        all -> all.change(
                                "setperm " + place + (isReadOnly ? " read-only" : " writable"),
                                Rule.of((model, order) -> {
                                    model.setReadOnly(place, isReadOnly);
                                    return true;
                                }),
                                () -> all.keyrings()
                                        .keyctl()
                                        .setPermissions(
                                                all.keyrings().serial(place),
                                                isReadOnly ? READ_ONLY : ModelKey.DEFAULT_MASK))));
    }

    private static void clear(Neighbourhood all, Actor actor) throws Exception {
        all.change(
                "clear serial",
                Rule.of((model, order) -> {
                    if (model.isReadOnly(Place.NUMBERED)) {
                        return false;
                    }
                    model.clear(Place.NUMBERED);
                    return true;
                }),
                () -> actor.keyctl(all, Place.NUMBERED).clear(all.keyrings().serial(Place.NUMBERED)));
    }
}
