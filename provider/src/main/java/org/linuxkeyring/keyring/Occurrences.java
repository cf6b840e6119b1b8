package org.linuxkeyring.keyring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.KeyringPath;

/**
 * The keyrings that link a live key of one name, in the order of a search, besides the keyring that changes go to. They
 * are found for changes only: each key is described once to find them, since it may be a keyring.
 */
public final class Occurrences implements KeyringWalk.Visitor {
    private final Keyring destination;
    private final KeyName name;

    /** The names of the keys that are not keyrings, by serial. */
    private final Map<Integer, KeyName> leaves;

    private final Set<Integer> visited = new HashSet<>();

    /** The keys that each keyring links. */
    private final List<List<KernelKey>> met = new ArrayList<>();

    private final List<Keyring> before = new ArrayList<>();
    private final List<Keyring> after = new ArrayList<>();
    private boolean hasMetDestination;

    private Occurrences(Keyring destination, KeyName name, Map<Integer, KeyName> leaves) {
        this.destination = destination;
        this.name = name;
        this.leaves = leaves;
    }

    /**
     * Finds the keyrings in and below {@code roots} that link a key of this name.
     *
     * @param known the names of keys that are not keyrings, to which the names found now are added
     */
    static Occurrences of(List<Keyring> roots, Keyring destination, KeyName name, KnownNames known) {
        Occurrences occurrences = new Occurrences(destination, name, known.bySerial());
        new KeyringWalk(occurrences).visit(roots);
        known.forgetGone(occurrences.met);
        return occurrences;
    }

    /** Returns the keyrings that a search enters before the destination, so that it finds their key first. */
    public List<Keyring> before() {
        return List.copyOf(before);
    }

    /** Returns the keyrings that a search enters after the destination, if it finds no key before. */
    public List<Keyring> after() {
        return List.copyOf(after);
    }

    /** Notes whether the keyring links a key of this name; only the walk calls this method. */
    @Override
    public Iterable<Keyring> visit(Keyring keyring) {
        boolean isFirst = visited.add(keyring.serial());
        List<KernelKey> links = List.of();
        try {
            links = keyring.keys();
        } catch (KeyctlException e) {
            KeyringWalk.requirePassedOver(e);
            addIfItFinds(keyring);
        }
        met.add(links);
        if (keyring.serial() == destination.serial()) {
            hasMetDestination = true;
        } else if (isFirst && found(keyring).filter(links::contains).isPresent()) {
            add(keyring);
        }
        return links.stream()
                .filter(link -> !leaves.containsKey(link.serial()))
                .flatMap(link -> keyring(keyring, link).stream())::iterator;
    }

    private Optional<Keyring> keyring(Keyring above, KernelKey link) {
        try {
            KeyName linked = link.metadata().name();
            if (linked.type().equals(KeyType.KEYRING)) {
                return Optional.of(above.below(link, path(above, link.serial(), linked.description())));
            }
            leaves.put(link.serial(), linked);
        } catch (KeyctlException e) {
            KeyringWalk.requirePassedOver(e);
            addIfItFinds(above.below(link));
        }
        return Optional.empty();
    }

    /**
     * Adds a keyring that may be neither viewed nor read, if a search through it finds the name. Nothing can be
     * searched for in a key that is not a keyring (ENOTDIR), nor in a dead keyring.
     */
    private void addIfItFinds(Keyring closed) {
        if (closed.serial() != destination.serial() && found(closed).isPresent()) {
            add(closed);
        }
    }

    private void add(Keyring keyring) {
        (hasMetDestination ? after : before).add(keyring);
    }

    private Optional<KernelKey> found(Keyring keyring) {
        try {
            return keyring.search(name.type(), name.description());
        } catch (KeyctlException e) {
            return Optional.empty();
        }
    }

    private String path(Keyring above, int keyring, Description description) {
        return keyring == destination.serial()
                ? destination.path()
                : KeyringPath.of(above.path())
                        .below(description.toString())
                        .map(KeyringPath::toString)
                        .orElse(Integer.toString(keyring));
    }
}
