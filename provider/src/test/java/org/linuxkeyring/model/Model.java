package org.linuxkeyring.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.linuxkeyring.model.Vocabulary.Name;

/**
 * What must be there: which keyring links which keys and keyrings, what each key is, and what each keystore has kept
 * back until it is stored.
 */
final class Model {
    /**
     * In which order a search goes into the keyrings that one keyring links. The kernel sorts them by a hash of their
     * names; KEYCTL_READ shows that order as long as they are few.
     */
    record SiblingOrder(Map<Place, List<Place>> siblings) {
        List<Place> of(Place above, Set<Place> linked) {
            List<Place> order = siblings.getOrDefault(above, List.of());
            return linked.stream()
                    .sorted(Comparator.<Place>comparingInt(order::indexOf).thenComparing(place -> place))
                    .toList();
        }

        /** Returns this order with each other order of what one keyring links. */
        Stream<SiblingOrder> permuted(Place above) {
            return permutations(siblings.getOrDefault(above, List.of())).map(order -> {
                Map<Place, List<Place>> changed = new EnumMap<>(Place.class);
                changed.putAll(siblings);
                changed.put(above, order);
                return new SiblingOrder(changed);
            });
        }

        private static Stream<List<Place>> permutations(List<Place> places) {
            return places.isEmpty()
                    ? Stream.of(List.of())
                    : places.stream()
                            .flatMap(first -> permutations(without(places, first))
                                    .map(rest -> Stream.concat(Stream.of(first), rest.stream())
                                            .toList()));
        }

        private static List<Place> without(List<Place> places, Place left) {
            return places.stream().filter(place -> place != left).toList();
        }
    }

    private final Map<Integer, ModelKey> keys = new LinkedHashMap<>();
    private final Map<Place, Set<Integer>> links = new EnumMap<>(Place.class);
    private final Map<Place, Set<Place>> below = new EnumMap<>(Place.class);
    private final Set<Place> restricted = EnumSet.noneOf(Place.class);
    private final Set<Place> readOnly = EnumSet.noneOf(Place.class);
    private final Map<Integer, StagedChanges> staged = new HashMap<>();
    private int nextId = 1;

    Model() {
        for (Place place : Place.values()) {
            links.put(place, new LinkedHashSet<>());
            below.put(place, EnumSet.noneOf(Place.class));
        }
        for (Place place : Place.values()) {
            if (place.home() != place) {
                below.get(place.home()).add(place);
            }
        }
    }

    Model(Model other) {
        other.keys.forEach((id, key) -> keys.put(id, new ModelKey(key)));
        other.links.forEach((place, ids) -> links.put(place, new LinkedHashSet<>(ids)));
        other.below.forEach((place, linked) -> below.put(place, EnumSet.copyOf(linkedOrNone(linked))));
        restricted.addAll(other.restricted);
        readOnly.addAll(other.readOnly);
        other.staged.forEach((keystore, changes) -> staged.put(keystore, new StagedChanges(changes)));
        nextId = other.nextId;
    }

    private static EnumSet<Place> linkedOrNone(Set<Place> linked) {
        EnumSet<Place> copy = EnumSet.noneOf(Place.class);
        copy.addAll(linked);
        return copy;
    }

    Collection<ModelKey> keys() {
        return keys.values();
    }

    /** The same key as one of another model. */
    ModelKey same(ModelKey other) {
        return keys.get(other.id);
    }

    /** One of the living, but for those beside which the kernel holds a key: keyctl(1) would part the two. */
    Optional<ModelKey> pickLive(int pick, Predicate<ModelKey> condition) {
        return pickLiveOrHeld(pick, condition.and(key -> !key.value.isHeld()));
    }

    /** One of the living, also one whose held key stays beside it whatever is done. */
    Optional<ModelKey> pickLiveOrHeld(int pick, Predicate<ModelKey> condition) {
        List<ModelKey> living =
                keys().stream().filter(key -> !key.isDead).filter(condition).toList();
        return living.isEmpty() ? Optional.empty() : Optional.of(living.get(pick % living.size()));
    }

    List<ModelKey> keys(Place place) {
        return links.get(place).stream().map(keys::get).toList();
    }

    List<Place> places(ModelKey key) {
        return links.keySet().stream().filter(place -> links(place, key)).toList();
    }

    boolean links(Place place, ModelKey key) {
        return links.get(place).contains(key.id);
    }

    Set<Place> below(Place place) {
        return below.get(place);
    }

    boolean isRestricted(Place place) {
        return restricted.contains(place);
    }

    void restrict(Place place) {
        restricted.add(place);
    }

    /** Whether its mask lets no one link or unlink there. */
    boolean isReadOnly(Place place) {
        return readOnly.contains(place);
    }

    void setReadOnly(Place place, boolean isReadOnly) {
        if (isReadOnly) {
            readOnly.add(place);
        } else {
            readOnly.remove(place);
        }
    }

    /** Whether keys can be linked there. */
    boolean takesLinks(Place place) {
        return !isRestricted(place) && !isReadOnly(place);
    }

    /** What a keystore has kept back. */
    StagedChanges staged(int keystore) {
        return staged.computeIfAbsent(keystore, none -> new StagedChanges());
    }

    void forgetStaged(int keystore) {
        staged.remove(keystore);
    }

    /** The live key of that name that a keyring links itself, whosever it is. */
    Optional<ModelKey> live(Place place, Name name) {
        return keys(place).stream()
                .filter(key -> key.name.equals(name) && !key.isDead)
                .findFirst();
    }

    /** Whether what has that name there has a key that the kernel holds beside it. */
    boolean isHeld(Place place, Name name) {
        return live(place, name).filter(key -> key.value.isHeld()).isPresent();
    }

    /** Whether a keyring links any key of that name, a dead one too. */
    boolean isTaken(Place place, Name name) {
        return keys(place).stream().anyMatch(key -> key.name.equals(name));
    }

    /** A new key in the place of all of its name. */
    ModelKey add(Place place, Name name, Value value, ModelKey.End end) {
        ModelKey key = new ModelKey(nextId++, name, value, end);
        keys.put(key.id, key);
        link(place, key);
        return key;
    }

    void link(Place place, ModelKey key) {
        links.get(place).removeIf(id -> id != key.id && keys.get(id).name.equals(key.name));
        links.get(place).add(key.id);
        forgetUnlinked();
    }

    void unlink(Place place, ModelKey key) {
        links.get(place).remove(key.id);
        forgetUnlinked();
    }

    void unlinkAll(ModelKey key) {
        links.values().forEach(ids -> ids.remove(key.id));
        forgetUnlinked();
    }

    /** Keys and keyrings, but for those that are at home there. */
    void clear(Place place) {
        links.get(place).clear();
        below.get(place).removeIf(linked -> linked.home() != place);
        forgetUnlinked();
    }

    private void forgetUnlinked() {
        keys.keySet().removeIf(id -> links.values().stream().noneMatch(ids -> ids.contains(id)));
    }

    void linkKeyring(Place keyring, Place into) {
        below.get(into).add(keyring);
    }

    void unlinkKeyring(Place keyring, Place from) {
        below.get(from).remove(keyring);
    }

    /** Whether a search from one keyring comes to the other. */
    boolean reaches(Place from, Place to) {
        return from == to || below.get(from).stream().anyMatch(each -> reaches(each, to));
    }

    /** The keyrings that a search comes to, each when it first does. */
    List<Place> inOrder(Place root, SiblingOrder order) {
        Set<Place> met = new LinkedHashSet<>();
        walk(root, order, met);
        return new ArrayList<>(met);
    }

    private void walk(Place place, SiblingOrder order, Set<Place> met) {
        if (met.add(place)) {
            order.of(place, below.get(place)).forEach(each -> walk(each, order, met));
        }
    }

    /** The first key that a search comes to, of those that fulfil a condition. */
    Optional<ModelKey> search(Place root, SiblingOrder order, Predicate<ModelKey> condition) {
        return inOrder(root, order).stream()
                .flatMap(place -> keys(place).stream())
                .filter(condition)
                .findFirst();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Place place : Place.values()) {
            text.append(place)
                    .append(isRestricted(place) ? " (restricted)" : "")
                    .append(isReadOnly(place) ? " (read-only)" : "")
                    .append(": ")
                    .append(below(place))
                    .append(' ')
                    .append(keys(place))
                    .append('\n');
        }
        staged.forEach((keystore, changes) -> text.append("kept back by keystore ")
                .append(keystore)
                .append(": ")
                .append(changes)
                .append('\n'));
        return text.toString();
    }
}
