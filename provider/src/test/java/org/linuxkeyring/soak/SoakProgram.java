package org.linuxkeyring.soak;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/**
 * A program that obeys the lines it reads: {@code run SECONDS} lets it work, {@code rest} puts its entries into the
 * state in which all is measured, {@code measure} prints the bytes of its heap that are in use after a collection. Each
 * is answered by a line that begins with {@code done}; the lines before it tell what happened.
 */
abstract class SoakProgram {
    /** How long the JVM's threads of cleaners and finalisers have for what a collection has found. */
    private static final Duration CLEANING = Duration.ofMillis(300);

    private static final int COLLECTIONS = 3;

    /** Works until the time by {@link System#nanoTime()}. */
    abstract void run(long until) throws Exception;

    /** Puts the entries that this program changes into their state at rest. */
    void rest() throws Exception {
        // A program that changes no entries has nothing to do.
    }

    /** Obeys until there are no more lines. */
    final void obey() throws Exception {
        System.out.println("ready " + ProcessHandle.current().pid());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "run" -> run(System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(words[1])));
                case "rest" -> rest();
                case "measure" -> {
                    System.out.println("done " + heapInUse());
                    continue;
                }
                default -> throw new IllegalArgumentException(line);
            }
            System.out.println("done");
        }
    }

    static KeyStore load(String keyring) throws Exception {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING");
        store.load(KeyringLoadStoreParameter.builder().keyring(keyring).build());
        return store;
    }

    /** Prints what happened in one piece, whichever threads print. */
    static void tell(Object... words) {
        StringBuilder line = new StringBuilder();
        for (Object word : words) {
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        System.out.println(line);
    }

    private static long heapInUse() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(CLEANING.toMillis());
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
