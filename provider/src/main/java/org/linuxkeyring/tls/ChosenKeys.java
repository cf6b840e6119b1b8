package org.linuxkeyring.tls;

import java.security.KeyStore.PrivateKeyEntry;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The keys that were chosen for handshakes. JSSE asks for key and chain in two calls, by the alias that it was given.
 * So each handshake gets an alias of its own, which means the same key and chain until the handshake ends, whatever
 * changes in the keyring.
 */
final class ChosenKeys {
    /**
     * The entries by alias, which is weakly referenced, so that an entry lives as long as a handshake uses its alias,
     * however many there are.
     */
    private final Map<String, PrivateKeyEntry> chosen = Collections.synchronizedMap(new WeakHashMap<>());

    private final AtomicLong count = new AtomicLong();

    /**
     * Returns a new alias, which ends with the JDK's alias ("1.0.web"): frameworks take the part after its second dot
     * for the keystore's alias.
     */
    String bind(String alias, PrivateKeyEntry entry) {
        String own = count.incrementAndGet() + ":" + alias;
        chosen.put(own, entry);
        return own;
    }

    Optional<PrivateKeyEntry> boundTo(String alias) {
        return Optional.ofNullable(chosen.get(alias));
    }
}
