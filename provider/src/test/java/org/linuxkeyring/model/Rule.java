package org.linuxkeyring.model;

import java.util.Optional;
import java.util.function.BiPredicate;
import org.linuxkeyring.model.Model.SiblingOrder;

/** What a change does to a model, if a search goes through siblings in this order; empty where it cannot be that. */
@FunctionalInterface
interface Rule {
    Optional<Prediction> apply(Model model, SiblingOrder order);

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
