package org.linuxkeyring.tls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Entries that the JDK's key manager judges alike but for the host and the time. Of those that are valid, and of those
 * that are not, it can choose only the first, unless another one's host name suits better.
 */
final class AlikeKeys {
    private final String algorithm;
    private final List<Watched<KeyFacts>> members = new ArrayList<>();
    private boolean isInOrder = true;
    private List<Watched<KeyFacts>> first = List.of();
    private long firstUntil = Long.MIN_VALUE;
    private long firstFrom = Long.MAX_VALUE;

    AlikeKeys(String algorithm) {
        this.algorithm = algorithm;
    }

    /** Returns the algorithm of their keys. */
    String algorithm() {
        return algorithm;
    }

    void add(Watched<KeyFacts> entry) {
        members.add(entry);
        reorder();
    }

    void remove(Watched<KeyFacts> entry) {
        members.remove(entry);
        changed();
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    void reorder() {
        isInOrder = false;
        changed();
    }

    /** Takes note that an entry was refused, or has changed. */
    void changed() {
        firstUntil = Long.MIN_VALUE;
        firstFrom = Long.MAX_VALUE;
    }

    /** Returns the first entry that is valid at a time in milliseconds since 1970, and the first that is not. */
    List<Watched<KeyFacts>> first(long millis) {
        if (millis < firstFrom || millis >= firstUntil) {
            if (!isInOrder) {
                members.sort(Comparator.comparingInt(Watched::order));
                isInOrder = true;
            }
            findFirst(millis);
        }
        return first;
    }

    private void findFirst(long millis) {
        Optional<Watched<KeyFacts>> valid = Optional.empty();
        Optional<Watched<KeyFacts>> invalid = Optional.empty();
        firstFrom = millis;
        firstUntil = Long.MAX_VALUE;
        for (Watched<KeyFacts> member : members) {
            KeyFacts facts = member.content().orElseThrow();
            if (facts.isRefused()) {
                continue;
            }
            firstUntil = Math.min(firstUntil, facts.changesAfter(millis));
            if (facts.isValid(millis)) {
                valid = valid.or(() -> Optional.of(member));
            } else {
                invalid = invalid.or(() -> Optional.of(member));
            }
        }
        first = new ArrayList<>();
        valid.ifPresent(first::add);
        invalid.ifPresent(first::add);
    }
}
