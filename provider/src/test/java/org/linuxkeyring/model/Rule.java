package org.linuxkeyring.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.linuxkeyring.model.Configuration.Writes;
import org.linuxkeyring.model.Model.SiblingOrder;

/** What a change does to a model, if a search goes through siblings in this order; empty where it cannot be that. */
@FunctionalInterface
interface Rule {
    Optional<Prediction> apply(Model model, SiblingOrder order);

    /** The reasons for which a change may be refused, as messages tell them, and where each of them can be one. */
    enum Reason {
        NEVER("configured with writes=never", has(Writes.NEVER)),
        KEPT_BACK("this keystore has writes=on-store|waits for store|takes a key at once", has(Writes.ON_STORE)),
        IS_KEY("there is an entry that is no trusted certificate", always()),
        MISSING("there is no such entry", always()),
        DEAD("failed: (EKEYREVOKED|EKEYEXPIRED)", anyKey(key -> key.isDead)),
        ELSEWHERE("lies in keyring .* and changes go to", always()),
        UNCOVERED("would be found then", always()),
        HIDDEN("would still be found in its place", always()),
        ANOTHERS("which belongs to user", anyKey(key -> key.isForeign)),
        UNTIMED("grants no setattr permission", anyKey(key -> !key.hasSettableAttributes())),
        NOT_HELD("the kernel holds private keys of algorithm RSA only", (model, all) -> isAnyHolding(all)),
        RESTRICTED("failed: EPERM", (model, all) -> isAny(model::isRestricted)),
        MASK(
                "failed: EACCES",
                (model, all) -> isAny(model::isReadOnly)
                        || anyKey(key -> key.isForeign || key.mask != ModelKey.DEFAULT_MASK)
                                .test(model, all)),
        OF_A_LINK("^KEYCTL_[A-Z_]+ of .* failed: (EDEADLK|EEXIST|ENOENT)", always());

        private final Pattern message;
        private final BiPredicate<Model, List<Neighbour>> isPossible;

        Reason(String message, BiPredicate<Model, List<Neighbour>> isPossible) {
            this.message = Pattern.compile(message);
            this.isPossible = isPossible;
        }

        private static BiPredicate<Model, List<Neighbour>> always() {
            return (model, all) -> true;
        }

        private static BiPredicate<Model, List<Neighbour>> has(Writes writes) {
            return (model, all) ->
                    all.stream().anyMatch(each -> each.configuration().writes() == writes);
        }

        private static BiPredicate<Model, List<Neighbour>> anyKey(Predicate<ModelKey> predicate) {
            return (model, all) -> model.keys().stream().anyMatch(predicate);
        }

        private static boolean isAnyHolding(List<Neighbour> all) {
            return all.stream().anyMatch(Neighbour::isHolding);
        }

        private static boolean isAny(Predicate<Place> predicate) {
            return Arrays.stream(Place.values()).anyMatch(predicate);
        }

        /** Whether a message tells one of them that there can be. */
        static boolean isOne(String refusal, Model model, List<Neighbour> neighbours) {
            return Arrays.stream(values())
                    .filter(each -> each.message.matcher(refusal).find())
                    .anyMatch(each -> each.isPossible.test(model, neighbours));
        }
    }

    /** @param after what is there then */
    record Prediction(boolean isAccepted, Model after) {}

    /** Of a change that leaves the model as it was if it is refused. */
    static Rule of(BiPredicate<Model, SiblingOrder> change) {
        return (model, order) -> {
            Model after = new Model(model);
            return Optional.of(new Prediction(change.test(after, order), after));
        };
    }
}
