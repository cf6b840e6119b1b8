package org.linuxkeyring.model;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** What other tools do to keyrings underneath. None loses its home, so that what is in it stays possessed. */
final class KeyringSteps {
    private static final List<Place> RESTRICTABLE = List.of(Place.INNER, Place.NUMBERED, Place.OUTER);
    private static final List<Place> LINKABLE = List.of(Place.USER, Place.OUTER, Place.INNER, Place.NUMBERED);

    private KeyringSteps() {}

    static Arbitrary<Step> all() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, ofKeyrings("link keyring", KeyringSteps::link)),
                Tuple.of(3, ofKeyrings("unlink keyring", KeyringSteps::unlink)),
                Tuple.of(1, restrict()),
                Tuple.of(1, Arbitraries.just(new Step("keyctl clear serial", KeyringSteps::clear))));
    }

    @FunctionalInterface
    private interface OnPlaces {
        void run(Neighbourhood all, Place keyring, Place other) throws Exception;
    }

    private static Arbitrary<Step> ofKeyrings(String what, OnPlaces body) {
        return Combinators.combine(Arbitraries.of(LINKABLE), Arbitraries.of(KeySteps.OF_SESSION))
                .as((keyring, other) ->
                        new Step("keyctl " + what + " " + keyring + " " + other, all -> body.run(all, keyring, other)));
    }

    private static void link(Neighbourhood all, Place keyring, Place into) throws Exception {
        all.change(
                "link keyring " + keyring + " " + into,
                Rule.of((model, order) -> {
                    if (model.isRestricted(into) || model.reaches(keyring, into)) {
                        return false;
                    }
                    model.linkKeyring(keyring, into);
                    return true;
                }),
                () -> all.keyrings()
                        .keyctl()
                        .link(all.keyrings().serial(keyring), all.keyrings().serial(into)));
    }

    private static void unlink(Neighbourhood all, Place keyring, Place from) throws Exception {
        if (keyring.home() == from) {
            return;
        }
        all.change(
                "unlink keyring " + keyring + " " + from,
                Rule.of((model, order) -> {
                    boolean isLinked = model.below(from).contains(keyring);
                    model.unlinkKeyring(keyring, from);
                    return isLinked;
                }),
                () -> all.keyrings()
                        .keyctl()
                        .unlink(all.keyrings().serial(keyring), all.keyrings().serial(from)));
    }

    private static Arbitrary<Step> restrict() {
        return Arbitraries.of(RESTRICTABLE)
                .map(place -> new Step(
                        "keyctl restrict " + place,
                        all -> all.change(
                                "restrict " + place,
                                Rule.of((model, order) -> {
                                    boolean isFree = !model.isRestricted(place);
                                    model.restrict(place);
                                    return isFree;
                                }),
                                () -> all.keyrings()
                                        .keyctl()
                                        .restrictKeyring(all.keyrings().serial(place), null, null))));
    }

    private static void clear(Neighbourhood all) throws Exception {
        all.change(
                "clear serial",
                Rule.of((model, order) -> {
                    model.clear(Place.NUMBERED);
                    return true;
                }),
                () -> all.keyrings().keyctl().clear(all.keyrings().serial(Place.NUMBERED)));
    }
}
