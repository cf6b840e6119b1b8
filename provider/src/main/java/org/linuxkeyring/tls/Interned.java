package org.linuxkeyring.tls;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Equal values of which one stands for all, so that thousands of entries of one authority keep its name once. */
final class Interned {
    /** The most values that are kept; at this limit all are forgotten, and further ones are kept anew. */
    private static final int MOST = 4096;

    private final Map<Object, Object> values = new ConcurrentHashMap<>();

    /** Returns the equal value that was met first. */
    @SuppressWarnings("unchecked")
    <T> T of(T value) {
        if (values.size() >= MOST) {
            values.clear();
        }
        Object first = values.putIfAbsent(value, value);
        return first == null ? value : (T) first;
    }
}
