package org.linuxkeyring.keyring;

import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.linuxkeyring.keyring.key.KeyName;

/**
 * The names that the last listing found, by serial, so that the next listing asks only for the names of new keys. The
 * kernel's search decides each time whether a serial still is that of a live key with that name.
 */
public final class KnownNames {
    private volatile SoftReference<Map<Integer, KeyName>> last = new SoftReference<>(Map.of());

    /** Returns the names by serial; empty after memory became scarce. */
    Map<Integer, KeyName> bySerial() {
        Map<Integer, KeyName> names = last.get();
        return names == null ? Map.of() : names;
    }

    void remember(List<LinkedKey> listed) {
        Map<Integer, KeyName> names = new HashMap<>(2 * listed.size());
        listed.forEach(linked -> names.put(linked.key().serial(), linked.name()));
        remember(names);
    }

    void remember(Map<Integer, KeyName> names) {
        last = new SoftReference<>(names);
    }
}
