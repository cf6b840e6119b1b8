package org.linuxkeyring.model;

import java.util.EnumMap;
import java.util.Map;

/**
 * How often a keystore showed a key that the kernel holds, and calculated with it: a run that met none of a kind says
 * nothing about that kind.
 */
final class HeldKeysMet {
    private final Map<Value.Kind, Integer> met = new EnumMap<>(Value.Kind.class);

    /** Takes note that the kernel can hold keys of a kind, so that some are to be met. */
    void await(Value.Kind kind) {
        met.putIfAbsent(kind, 0);
    }

    void add(Value.Kind kind) {
        met.merge(kind, 1, Integer::sum);
    }

    boolean isWhole() {
        return !met.containsValue(0);
    }

    @Override
    public String toString() {
        return "Held keys met, by kind: " + (met.isEmpty() ? "none can be held here" : met);
    }
}
