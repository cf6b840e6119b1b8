package org.linuxkeyring.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.linuxkeyring.model.Model.SiblingOrder;
import org.linuxkeyring.model.Vocabulary.Name;

/**
 * What {@code store} makes of changes that were kept back: all of them, or, where one is refused, some. What is put
 * comes before what is removed; the order among these is not said.
 */
final class StoreRules {
    private StoreRules() {}

    static List<Rule> of(Neighbourhood all, Neighbour store) {
        StagedChanges staged = all.model().staged(store.number());
        List<Rule> rules = new ArrayList<>();
        for (Set<Name> put : subsets(staged.put.keySet())) {
            if (put.size() < staged.put.size()) {
                rules.add((model, order) -> stopping(all, store, put, Set.of(), model, order));
            } else {
                subsets(staged.removed)
                        .forEach(removed ->
                                rules.add((model, order) -> stopping(all, store, put, removed, model, order)));
            }
        }
        return rules;
    }

    /** That exactly these are carried out: what comes next must be refused. */
    private static Optional<Rule.Prediction> stopping(
            Neighbourhood all, Neighbour store, Set<Name> put, Set<Name> removed, Model model, SiblingOrder order) {
        Model after = new Model(model);
        EntryRules rules = all.rules(after, order, store);
        if (!put.stream().allMatch(rules::carryOutPut) || !removed.stream().allMatch(rules::carryOutRemoval)) {
            return Optional.empty();
        }
        StagedChanges left = rules.staged();
        if (left.isEmpty()) {
            return Optional.of(new Rule.Prediction(true, after));
        }
        Predicate<Name> isRefused = left.put.isEmpty()
                ? name -> !all.rules(new Model(after), order, store).carryOutRemoval(name)
                : name -> !all.rules(new Model(after), order, store).carryOutPut(name);
        Set<Name> next = left.put.isEmpty() ? left.removed : left.put.keySet();
        return next.stream().anyMatch(isRefused) ? Optional.of(new Rule.Prediction(false, after)) : Optional.empty();
    }

    private static List<Set<Name>> subsets(Set<Name> names) {
        List<Set<Name>> subsets = new ArrayList<>();
        List<Name> list = new ArrayList<>(names);
        for (int bits = 0; bits < 1 << list.size(); bits++) {
            Set<Name> subset = new LinkedHashSet<>();
            for (int i = 0; i < list.size(); i++) {
                if ((bits & 1 << i) != 0) {
                    subset.add(list.get(i));
                }
            }
            subsets.add(subset);
        }
        return subsets;
    }
}
