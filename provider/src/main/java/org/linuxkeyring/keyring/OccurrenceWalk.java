package org.linuxkeyring.keyring;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.KeyringPath;

/**
 * Looks for a name in each keyring by itself, in the order of the kernel's search: a keyring's own keys, then each
 * keyring below it in turn (security/keys/keyring.c, search_nested_keyrings). For changes alone: it describes each key
 * once, to know the keyrings.
 */
final class OccurrenceWalk {
    private final Keyctl keyctl;
    private final Keyring destination;
    private final KeyName name;
    private final Map<Integer, KeyName> leaves;

    /** How deep each keyring was met, at best: from higher up a search goes deeper. */
    private final Map<Integer, Integer> depths = new HashMap<>();

    private final List<Keyring> before = new ArrayList<>();
    private final List<Keyring> after = new ArrayList<>();
    private boolean hasMetDestination;

    private OccurrenceWalk(Keyctl keyctl, Keyring destination, KeyName name, Map<Integer, KeyName> leaves) {
        this.keyctl = keyctl;
        this.destination = destination;
        this.name = name;
        this.leaves = leaves;
    }

    /** @param known names of keys that are no keyrings; those met are known from then on */
    static Occurrences of(Keyctl keyctl, List<Keyring> roots, Keyring destination, KeyName name, KnownNames known) {
        OccurrenceWalk walk = new OccurrenceWalk(keyctl, destination, name, new HashMap<>(known.bySerial()));
        roots.forEach(root -> walk.visit(root, 0));
        known.remember(walk.leaves);
        return new Occurrences(walk.before, walk.after);
    }

    private void visit(Keyring keyring, int depth) {
        if (depth > KeyringWalk.MAX_DEPTH || depths.getOrDefault(keyring.serial(), Integer.MAX_VALUE) <= depth) {
            return;
        }
        boolean isFirst = depths.put(keyring.serial(), depth) == null;
        int[] links;
        try {
            links = keyctl.readKeyring(keyring.serial());
        } catch (KeyctlException e) {
            requirePassedOver(e);
            links = new int[0];
            addIfItFinds(keyring);
        }
        if (keyring.serial() == destination.serial()) {
            hasMetDestination = true;
        } else if (isFirst) {
            int[] own = links;
            found(keyring)
                    .filter(key -> IntStream.of(own).anyMatch(link -> link == key.serial()))
                    .ifPresent(key -> add(keyring));
        }
        for (int link : links) {
            if (!leaves.containsKey(link)) {
                descend(keyring, link, depth);
            }
        }
    }

    private void descend(Keyring above, int link, int depth) {
        try {
            KeyName linked = new KernelKey(keyctl, link).metadata().name();
            if (linked.type().equals(KeyType.KEYRING)) {
                visit(above.below(new KernelKey(keyctl, link), path(above, link, linked.description())), depth + 1);
            } else {
                leaves.put(link, linked);
            }
        } catch (KeyctlException e) {
            requirePassedOver(e);
            addIfItFinds(above.below(new KernelKey(keyctl, link)));
        }
    }

    /**
     * A search goes through a keyring that may be neither viewed nor read; through anything else none can (ENOTDIR),
     * nor through what is dead.
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

    private static void requirePassedOver(KeyctlException e) {
        switch (e.errno()) {
            case ENOKEY, EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED, EACCES -> {
                // The kernel's search passes over it, too, or goes through it unseen.
            }
            default -> throw e;
        }
    }
}
