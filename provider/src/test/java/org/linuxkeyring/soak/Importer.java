package org.linuxkeyring.soak;

import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.spec.KeyringProtection;

/**
 * A program that goes on changing entries, and tells of each change to a host's entry: which it was, when it began and
 * was done, and the timeout in seconds, 0 for none. It loads the keystore anew for each round of changes, as keytool
 * does.
 */
abstract class Importer extends SoakProgram {
    static final String GONE = "gone";

    private static final int HMAC_BYTES = 32;

    /**
     * In seconds. One second may be over before a new key is linked, above all on an emulated processor; the kernel
     * links no key that has expired, and so the entry is refused.
     */
    private static final int SHORTEST_LIFE = 2;

    private final String keyring;
    private final Identities identities;
    private final long periodMillis;
    private final Random random = new Random(1);
    private int round;

    /** Has the keyring, the folder of identities, and the milliseconds between two rounds as its arguments. */
    Importer(String[] arguments) {
        Security.addProvider(new LinuxKeyringProvider());
        this.keyring = arguments[0];
        this.identities = new Identities(Path.of(arguments[1]));
        this.periodMillis = Long.parseLong(arguments[2]);
    }

    /** Makes a round of changes. */
    abstract void change(KeyStore store, int round) throws Exception;

    /** Gives each entry a content that is the same at each rest. */
    abstract void rest(KeyStore store) throws Exception;

    @Override
    final void run(long until) throws Exception {
        while (System.nanoTime() < until) {
            change(load(keyring), round++);
            TimeUnit.MILLISECONDS.sleep(periodMillis / 2 + random.nextLong(periodMillis));
        }
    }

    @Override
    final void rest() throws Exception {
        rest(load(keyring));
    }

    final Identities identities() {
        return identities;
    }

    final Random random() {
        return random;
    }

    /** An operation on an entry. */
    @FunctionalInterface
    interface Operation {
        void run() throws Exception;
    }

    static void tellOf(String host, String what, int seconds, Operation operation) throws Exception {
        long began = System.currentTimeMillis();
        operation.run();
        tell("change", host, what, began, System.currentTimeMillis(), seconds);
    }

    final int life(int longest) {
        return random.nextInt(SHORTEST_LIFE, longest + 1);
    }

    static KeyringProtection lasting(int seconds) {
        return KeyringProtection.builder().timeout(Duration.ofSeconds(seconds)).build();
    }

    final KeyStore.SecretKeyEntry secret() {
        byte[] bytes = new byte[HMAC_BYTES];
        random.nextBytes(bytes);
        return new KeyStore.SecretKeyEntry(new SecretKeySpec(bytes, "HmacSHA256"));
    }
}
