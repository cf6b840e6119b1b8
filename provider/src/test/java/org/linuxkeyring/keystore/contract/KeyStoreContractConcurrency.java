package org.linuxkeyring.keystore.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.certificate;

import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** The contract on several threads sharing one key store, each with aliases of its own. */
interface KeyStoreContractConcurrency extends KeyStoreContractFixture {
    int THREADS = 4;
    int ROUNDS = 10;

    @Test
    default void threadsDoNotDisturbEachOthersEntries() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setCertificateEntry("shared", certificate());
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                String alias = "thread " + thread;
                tasks.add(() -> setGetAndDelete(keyStore, alias));
            }
            for (Future<Void> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } finally {
            threads.shutdownNow();
        }

        for (KeyStore each : List.of(keyStore, reopened(keyStore))) {
            assertEquals(1 + THREADS, each.size());
            assertTrue(each.isCertificateEntry("shared"));
            for (int thread = 0; thread < THREADS; thread++) {
                String alias = "thread " + thread;
                assertEquals(key(alias, ROUNDS), each.getKey(alias, null));
            }
        }
    }

    private static Void setGetAndDelete(KeyStore keyStore, String alias) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            SecretKey key = key(alias, round);
            keyStore.setKeyEntry(alias, key, null, null);
            assertEquals(key, keyStore.getKey(alias, null));
            assertTrue(keyStore.isCertificateEntry("shared"));
            keyStore.deleteEntry(alias);
            assertFalse(keyStore.containsAlias(alias));
        }
        keyStore.setKeyEntry(alias, key(alias, ROUNDS), null, null);
        return null;
    }

    private static SecretKey key(String alias, int round) {
        byte[] bytes = new byte[16];
        bytes[0] = (byte) alias.hashCode();
        bytes[1] = (byte) round;
        return new SecretKeySpec(bytes, "AES");
    }
}
