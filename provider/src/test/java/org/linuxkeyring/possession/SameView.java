package org.linuxkeyring.possession;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/**
 * A program that runs {@link EntryScript} in every kind of thread, on a keystore that the main thread loaded and on one
 * that the thread itself loaded, for each keyring of its arguments. It prints the results without serials, so that the
 * output is the same wherever it runs. The arguments are keyrings as in settings, and {@code none}, {@code serial},
 * {@code %keyring:} and {@code @u/}, which it completes by the names of keyrings that it makes.
 */
public final class SameView {
    private static final byte[] KEYRING = bytes("keyring");

    private final ThreadKinds threads;
    private final Keyctl keyctl = OpenBackend.of(Backend.KERNEL);
    private final String name = "test-" + UUID.randomUUID();
    private final int session;

    private SameView(ThreadKinds threads, int session) {
        this.threads = threads;
        this.session = session;
    }

    public static void main(String[] arguments) throws Exception {
        try (ThreadKinds threads = ThreadKinds.started()) {
            SameView view = new SameView(threads, session());
            for (String keyring : arguments) {
                System.out.println(keyring);
                view.print(keyring);
            }
            System.out.println("special keyrings");
            print(threads.all(view::specialKeyrings));
        }
    }

    /**
     * Returns the serial of the session keyring. It asks in a new thread, because asking gives a thread without a
     * session keyring the user session keyring.
     */
    private static int session() throws Exception {
        FutureTask<Integer> task =
                new FutureTask<>(() -> OpenBackend.of(Backend.KERNEL).keyringId(Keyctl.SESSION_KEYRING, false));
        new Thread(task).start();
        return task.get();
    }

    private void print(String keyring) throws Exception {
        int[] links = keyctl.readKeyring(session);
        int made = keyctl.addKey(KEYRING, bytes(name), ByteBuffer.allocate(0), Keyctl.USER_KEYRING);
        try {
            KeyringLoadStoreParameter.Builder settings = settings(keyring, made);
            KeyStore loadedByMain = load(settings);
            EntryScript.share(loadedByMain);
            print(threads.all(() -> {
                String one = EntryScript.run(loadedByMain);
                String other = EntryScript.run(load(settings));
                return one.equals(other) ? one : one + "\n  its own keystore: " + other;
            }));
            loadedByMain.deleteEntry(EntryScript.SHARED);
        } finally {
            keyctl.unlink(made, Keyctl.USER_KEYRING);
            unlinkAllBut(links);
        }
    }

    private KeyringLoadStoreParameter.Builder settings(String keyring, int made) {
        KeyringLoadStoreParameter.Builder settings =
                KeyringLoadStoreParameter.builder().backend(Backend.KERNEL).prefix(name + "/");
        return switch (keyring) {
            case "none" -> settings;
            case "serial" -> settings.keyring(Integer.toString(made));
            case "%keyring:" -> settings.keyring(keyring + name);
            case "@u/" -> settings.keyring(keyring + name + "/below");
            default -> settings.keyring(keyring);
        };
    }

    private static KeyStore load(KeyringLoadStoreParameter.Builder settings) throws Exception {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(settings.build());
        return store;
    }

    /**
     * Removes the links that loading added to the session keyring, so that the next keystore starts from the same
     * state.
     */
    private void unlinkAllBut(int[] links) {
        for (int key : keyctl.readKeyring(session)) {
            boolean isNew = Arrays.stream(links).noneMatch(link -> link == key);
            if (isNew && new String(keyctl.describe(key), StandardCharsets.UTF_8).contains(";_")) {
                keyctl.unlink(key, session);
            }
        }
    }

    private String specialKeyrings() {
        Function<Integer, String> exists = id -> {
            try {
                return keyctl.keyringId(id, false) == session ? "as at the start" : "another";
            } catch (KeyctlException e) {
                return e.errno().name();
            }
        };
        return "@t: " + exists.apply(Keyctl.THREAD_KEYRING) + ", @p: " + exists.apply(Keyctl.PROCESS_KEYRING) + ", @s: "
                + exists.apply(Keyctl.SESSION_KEYRING);
    }

    /** Prints the results, in one line if they are the same in all threads. */
    private static void print(Map<String, String> results) {
        Map<String, String> threads = new TreeMap<>();
        results.forEach((thread, told) -> threads.merge(told, thread, (one, other) -> one + ", " + other));
        if (threads.size() == 1) {
            System.out.println("  " + threads.keySet().iterator().next());
        } else {
            threads.forEach((told, who) -> System.out.println("  " + told + "\n    in: " + who));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
