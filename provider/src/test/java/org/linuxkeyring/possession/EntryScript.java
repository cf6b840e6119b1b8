package org.linuxkeyring.possession;

import java.security.KeyStore;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** A fixed sequence of lookups and changes in a keystore, with their results. */
public final class EntryScript {
    static final String SHARED = "shared";

    /** The result of {@link #run} if all is well. */
    public static final String EXPECTED =
            "shared=[83, 72]; stored: [own, shared], own=[79, 87]; deleted: [shared], own=null, contains own=false";

    private static final SecretKey SHARED_KEY = new SecretKeySpec(new byte[] {'S', 'H'}, "AES");
    private static final SecretKey OWN_KEY = new SecretKeySpec(new byte[] {'O', 'W'}, "AES");

    private EntryScript() {}

    /** Stores the entry that every {@link #run} fetches. */
    public static void share(KeyStore store) throws Exception {
        store.setKeyEntry(SHARED, SHARED_KEY, null, null);
    }

    /**
     * Fetches the shared entry, and stores, fetches and deletes one of its own. It yields in between, so that virtual
     * threads change their carrier.
     */
    public static String run(KeyStore store) throws Exception {
        String own = "own-" + UUID.randomUUID();
        StringBuilder told = new StringBuilder("shared=").append(key(store, SHARED));
        Thread.yield();
        store.setKeyEntry(own, OWN_KEY, null, null);
        Thread.yield();
        told.append("; stored: ").append(aliases(store, own));
        Thread.yield();
        told.append(", own=").append(key(store, own));
        Thread.yield();
        store.deleteEntry(own);
        Thread.yield();
        told.append("; deleted: ").append(aliases(store, own));
        Thread.yield();
        told.append(", own=").append(key(store, own));
        return told.append(", contains own=").append(store.containsAlias(own)).toString();
    }

    private static String key(KeyStore store, String alias) throws Exception {
        SecretKey key = (SecretKey) store.getKey(alias, null);
        return key == null ? "null" : Arrays.toString(key.getEncoded());
    }

    /** Returns the aliases without those of scripts in other threads. */
    private static List<String> aliases(KeyStore store, String own) throws Exception {
        return Collections.list(store.aliases()).stream()
                .filter(alias -> alias.equals(own) || alias.equals(SHARED))
                .map(alias -> alias.equals(own) ? "own" : alias)
                .sorted()
                .toList();
    }
}
