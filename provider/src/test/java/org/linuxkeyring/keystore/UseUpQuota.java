package org.linuxkeyring.keystore;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Arrays;
import java.util.Collections;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Session;

/** A program that fills its user's quota with entries, and then removes and restores one of them repeatedly. */
public final class UseUpQuota {
    private static final int ENTRY_BYTES = 1_900;
    private static final int ROUNDS = 200;

    private UseUpQuota() {}

    public static void main(String[] arguments) throws Exception {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(KeyringLoadStoreParameter.builder()
                .keyring("@u")
                .session(Session.ANY)
                .build());
        try {
            int stored = fill(store);
            requireIntact(store, stored);
            System.out.println("old entries intact");
            for (int round = 0; round < ROUNDS; round++) {
                store.deleteEntry("entry0");
                put(store, "entry0", 0, ENTRY_BYTES);
            }
            requireIntact(store, stored);
            System.out.println("replaced " + ROUNDS + " times");
        } finally {
            for (String alias : Collections.list(store.aliases())) {
                if (alias.startsWith("entry")) {
                    store.deleteEntry(alias);
                }
            }
        }
    }

    /** Prints the kernel's refusal, first of a new entry and then of a larger payload for an existing one. */
    private static int fill(KeyStore store) {
        int stored = 0;
        try {
            while (true) {
                put(store, "entry" + stored, stored, ENTRY_BYTES);
                stored++;
            }
        } catch (KeyStoreException e) {
            System.out.println(e.getMessage());
        }
        try {
            // One entry of the same size more found no room, and this takes room for two.
            put(store, "entry0", 0, 3 * ENTRY_BYTES);
            throw new IllegalStateException("a larger entry found room");
        } catch (KeyStoreException e) {
            System.out.println(e.getMessage());
        }
        return stored;
    }

    private static void put(KeyStore store, String alias, int number, int size) throws KeyStoreException {
        store.setKeyEntry(alias, new SecretKeySpec(bytes(number, size), "AES"), null, null);
    }

    private static byte[] bytes(int number, int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) number);
        return bytes;
    }

    private static void requireIntact(KeyStore store, int stored) throws Exception {
        for (int i = 0; i < stored; i++) {
            byte[] key = store.getKey("entry" + i, null).getEncoded();
            if (!Arrays.equals(key, bytes(i, ENTRY_BYTES))) {
                throw new IllegalStateException("entry" + i + " is not what was stored");
            }
        }
    }
}
