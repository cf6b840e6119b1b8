package org.linuxkeyring.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.model.Snapshot.Seen;

/** Holds a model against what is there, and tells it the serials and payloads that it left open. */
final class Comparison {
    private final Model model;
    private final Snapshot snapshot;
    private final Set<Integer> serials = new HashSet<>();
    private final List<String> differences = new ArrayList<>();

    private Comparison(Model model, Snapshot snapshot) {
        this.model = model;
        this.snapshot = snapshot;
        model.keys().stream().filter(key -> key.serial != 0).forEach(key -> serials.add(key.serial));
    }

    /** How what is there differs from the model; nothing where it is the same. */
    static List<String> differences(Model model, Snapshot snapshot) {
        Comparison comparison = new Comparison(model, snapshot);
        for (Place place : Place.values()) {
            comparison.compare(place);
            comparison.compareHeld(place);
        }
        return comparison.differences;
    }

    private void compare(Place place) {
        Set<Place> keyrings = new HashSet<>(snapshot.below(place));
        if (!keyrings.equals(model.below(place))) {
            differences.add(place + " links the keyrings " + keyrings + ", not " + model.below(place));
        }
        List<Seen> left = new ArrayList<>(snapshot.keys(place));
        for (ModelKey key : model.keys(place)) {
            Optional<Seen> seen = left.stream().filter(each -> isOf(each, key)).findFirst();
            seen.ifPresent(left::remove);
            if (key.isDead) {
                compareDead(place, key, seen);
            } else if (seen.isEmpty()) {
                differences.add(place + " does not link " + key);
            } else {
                compare(place, key, seen.get());
            }
        }
        left.stream()
                .filter(seen -> !(seen.isDead() && place.isShared()))
                .forEach(seen -> differences.add(place + " links " + seen + " as well"));
    }

    /** Each entry whose key the kernel holds has one such key beside it; what was replaced ends within a minute. */
    private void compareHeld(Place place) {
        List<Seen> inUse = new ArrayList<>();
        for (ModelKey key : model.keys(place)) {
            List<Seen> own = snapshot.held(place, key.name).stream()
                    .filter(held -> !held.isRetired())
                    .toList();
            if (!key.isDead && key.value.isHeld()) {
                inUse.addAll(own);
                if (own.size() != 1) {
                    differences.add(place + " links for " + key + " the held keys " + own);
                }
            }
        }
        snapshot.held(place).stream()
                .filter(held -> !held.isRetired() && !inUse.contains(held))
                .forEach(held -> differences.add(place + " links the held key " + held + " of no entry"));
    }

    private boolean isOf(Seen seen, ModelKey key) {
        return key.serial == 0
                ? key.name.equals(seen.name()) && !serials.contains(seen.serial())
                : key.serial == seen.serial();
    }

    private void compareDead(Place place, ModelKey key, Optional<Seen> seen) {
        if (seen.isEmpty()) {
            model.unlink(place, key);
        } else if (!seen.get().isDead()) {
            differences.add(place + " links the living " + seen.get() + ", not " + key);
        }
    }

    private void compare(Place place, ModelKey key, Seen seen) {
        if (key.digest.isEmpty()) {
            key.digest = seen.digest();
        }
        if (key.end.isEmpty()) {
            key.end = Optional.of(seen.isTimed() ? ModelKey.End.SOME_TIME : ModelKey.End.NEVER);
        }
        boolean hasSamePayload = seen.digest().isEmpty() || seen.digest().equals(key.digest);
        boolean isSame = key.name.equals(seen.name())
                && hasSamePayload
                && key.mask == seen.mask()
                && key.isForeign == seen.isForeign()
                && seen.endsAt(key.end.get());
        key.serial = seen.serial();
        if (!isSame) {
            differences.add(place + " links " + seen + ", not " + key + " with payload " + key.digest);
        }
    }
}
