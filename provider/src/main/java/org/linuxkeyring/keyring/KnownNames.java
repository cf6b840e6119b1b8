package org.linuxkeyring.keyring;

import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;

/**
 * The names of keys that earlier walks through the keyrings found, by serial, so that the next walk asks only for the
 * names of new keys. The kernel's search decides each time whether a serial still is that of a live key with that name.
 */
public final class KnownNames {
    /** The number of names of keys that are gone, beyond which they are forgotten. */
    private static final int MOST_GONE = 1_000;

    private volatile SoftReference<Map<Integer, KeyName>> last = new SoftReference<>(new ConcurrentHashMap<>());

    /** Returns the names by serial, to which a walk may add; none after memory became scarce. */
    Map<Integer, KeyName> bySerial() {
        Map<Integer, KeyName> names = last.get();
        if (names == null) {
            names = new ConcurrentHashMap<>();
            last = new SoftReference<>(names);
        }
        return names;
    }

    /** Takes the names of a listing in the place of those that were known. */
    void remember(List<LinkedKey> listed) {
        Map<Integer, KeyName> names = new ConcurrentHashMap<>(2 * listed.size());
        listed.forEach(linked -> names.put(linked.key().serial(), linked.name()));
        last = new SoftReference<>(names);
    }

    /** Forgets the names of keys that are gone, if there are many; {@code links} are all keys that a walk met. */
    void forgetGone(List<List<KernelKey>> links) {
        Map<Integer, KeyName> names = bySerial();
        int met = links.stream().mapToInt(List::size).sum();
        if (names.size() > met + MOST_GONE) {
            names.keySet()
                    .retainAll(links.stream()
                            .flatMap(List::stream)
                            .map(KernelKey::serial)
                            .collect(Collectors.toSet()));
        }
    }
}
