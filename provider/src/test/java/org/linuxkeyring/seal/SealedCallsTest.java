package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.security.KeyStore;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.keystore.LinuxKeyringKeyStore;
import org.linuxkeyring.keystore.settings.Reference;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.spec.SealStatus;

/** The calls that the load of a sealed keystore makes, and its threads. */
class SealedCallsTest extends OnSealedKeyStores {
    private static final int FEW = 10;
    private static final int MANY = 40;

    private final SealingKernel kernel = new SealingKernel();
    private final Map<String, Integer> calls = Collections.synchronizedMap(new TreeMap<>());
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    @Override
    SealingMachine machine() {
        return kernel;
    }

    private Keyctl counted() {
        Keyctl keyctl = kernel.keyctl();
        return (Keyctl) Proxy.newProxyInstance(
                SealedCallsTest.class.getClassLoader(), new Class<?>[] {Keyctl.class}, (proxy, method, arguments) -> {
                    calls.merge(method.getName(), 1, Integer::sum);
                    threads.add(Thread.currentThread());
                    try {
                        return method.invoke(keyctl, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Returns the calls of a load that brings so many entries back. */
    private Map<String, Integer> calls(int entries) throws Exception {
        kernel.reboot();
        KeyStore store = opened();
        for (int i = 0; i < entries; i++) {
            store.setKeyEntry("key" + i, KEY, null, null);
        }
        byte[] file = stored(store);
        kernel.reboot();
        calls.clear();
        threads.clear();
        KeyStoreOn.load(counted(), file);
        return new TreeMap<>(calls);
    }

    @Test
    void aLoadTakesOneSocketAndTheSameThreadsForAllEntriesAndLeavesNoSocketOpen() throws Exception {
        calls(FEW);
        int few = threads.size();
        Map<String, Integer> made = calls(MANY);

        assertEquals(1, made.get("algorithmSocket"), made::toString);
        assertEquals(few, threads.size(), threads::toString);
        assertEquals(0, kernel.openSockets());
    }

    @Test
    void theCallsOfALoadGrowByAFewForEachEntry() throws Exception {
        int few = sum(calls(FEW));
        Map<String, Integer> many = calls(MANY);

        double each = (double) (sum(many) - few) / (MANY - FEW);
        assertTrue(each <= 10, () -> each + " calls for each entry: " + many);
    }

    @Test
    void entriesThatAreSetTogetherLeaveNoSocketOpen() throws Exception {
        KeyStore store = opened(settings().protection(Protection.KERNEL_HELD));
        KeyStore.Entry entry = new KeyStore.SecretKeyEntry(KEY);

        KeyringKeyStore.of(store).setEntries(Map.of("one", entry, "two", entry), null);

        assertEquals(0, kernel.openSockets());
    }

    /** As a generated one. */
    @Test
    void anEntryLeavesASocketOpenUntilItsKeyIsClosed() throws Exception {
        KeyStore store = opened(settings().protection(Protection.KERNEL_HELD));
        store.setEntry("one", new KeyStore.SecretKeyEntry(KEY), null);
        assertEquals(1, kernel.openSockets());

        ((LinuxKeyringKeyStore) KeyringKeyStore.of(store)).closeSealingKey();

        assertEquals(0, kernel.openSockets());
    }

    /** Each reading of /proc/keys takes longer the more keys there are. */
    @Test
    void aStoreAndAStatusAskForTheTimesOfAllEntriesAtOnce() throws Exception {
        KeyStore store = opened();
        for (int i = 0; i < MANY; i++) {
            store.setKeyEntry("key" + i, KEY, null, null);
        }
        byte[] file = stored(store);
        KeyStore loaded = KeyStoreOn.load(counted(), file);

        calls.clear();
        byte[] again = stored(loaded);
        assertEquals(List.of(0, 1), List.of(count("timeLeft"), count("timesLeft")), calls::toString);

        calls.clear();
        SealedText text = SealedText.of(again);
        Settings settings = Settings.of(List.of(Reference.parse(text.reference().readAllBytes())));
        SealStatus status = SealedFile.open(counted(), settings, text.sealed().orElseThrow())
                .status();
        assertTrue(status.isUpToDate());
        assertEquals(List.of(0, 1), List.of(count("timeLeft"), count("timesLeft")), calls::toString);
    }

    private int count(String call) {
        return calls.getOrDefault(call, 0);
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
