package org.linuxkeyring.tls;

import java.security.KeyStore.PrivateKeyEntry;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was chosen for each handshake. JSSE asks for key and chain in two calls, by the alias it was given; each gets an
 * alias of its own, which means the same key and chain for as long as the handshake holds it, whatever becomes of the
 * keyring.
 */
final class ChosenKeys {
    /**
     * Weak, so that no key outlives its handshake for having been chosen, and none is lost before, however many there
     * are.
     */
    private final Map<String, PrivateKeyEntry> chosen = Collections.synchronizedMap(new WeakHashMap<>());

    private final AtomicLong count = new AtomicLong();

    /** A new alias, which ends in the JDK's ("1.0.web"): frameworks take the keystore's from behind its second dot. */
    String bind(String alias, PrivateKeyEntry entry) {
        String own = count.incrementAndGet() + ":" + alias;
        chosen.put(own, entry);
        return own;
    }

    Optional<PrivateKeyEntry> boundTo(String alias) {
        return Optional.ofNullable(chosen.get(alias));
    }
}
