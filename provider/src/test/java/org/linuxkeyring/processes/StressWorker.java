package org.linuxkeyring.processes;

import static org.linuxkeyring.processes.Contents.require;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import javax.crypto.SecretKey;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringProtection;

/**
 * A program that works on a keyring together with others: on entries of its own, whose content it knows, and on shared
 * ones, which must be whole. It prints that it is ready, waits for a line, and prints how many operations it did.
 */
public final class StressWorker {
    static final int SHARED = 3;
    static final int EXPIRING = 2;

    private static final KeyringProtection FOR_A_SECOND =
            KeyringProtection.builder().timeout(Duration.ofSeconds(1)).build();

    private final KeyStore store;
    private final Contents contents;
    private final int number;
    private final Random random;
    private int operations;

    private StressWorker(KeyStore store, Contents contents, int number) {
        this.store = store;
        this.contents = contents;
        this.number = number;
        this.random = new Random(number);
    }

    /** Runs with the arguments keyring, number of the worker, rounds and file of contents. */
    public static void main(String[] arguments) throws Exception {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(KeyringLoadStoreParameter.builder().keyring(arguments[0]).build());
        StressWorker worker =
                new StressWorker(store, Contents.read(Path.of(arguments[3])), Integer.parseInt(arguments[1]));
        System.out.println("ready");
        if (System.in.read() < 0) {
            return;
        }
        int rounds = Integer.parseInt(arguments[2]);
        for (int round = 0; round < rounds; round++) {
            worker.round(round);
        }
        System.out.println(worker.operations);
    }

    /** Returns the alias of the worker's own entry that exists at the end. */
    static String kept(int worker) {
        return "kept-" + worker;
    }

    /** Returns the alias of the worker's own entry that is stored and deleted, and does not exist at the end. */
    static String fleeting(int worker) {
        return "fleeting-" + worker;
    }

    static String shared(int number) {
        return "shared-" + number;
    }

    static String expiring(int number) {
        return "expiring-" + number;
    }

    private void round(int round) {
        String shared = shared(random.nextInt(SHARED));
        String expiring = expiring(random.nextInt(EXPIRING));
        run(round, "replace", kept(number), this::replace);
        run(round, "make and delete", fleeting(number), this::makeAndDelete);
        run(round, "read", shared, (alias, generation) -> readPair(alias));
        run(round, "change", shared, this::changeShared);
        run(round, "set for a second", expiring, this::setForASecond);
        run(round, "read", expiring, (alias, generation) -> readExpiring(alias));
        run(round, "read", KeyctlLoop.SHARED, (alias, generation) -> readOfKeyctl(alias));
        run(round, "read", kept(random.nextInt(number + 1)), (alias, generation) -> readSecret(alias));
        run(round, "list", kept(number), (alias, generation) -> list(alias));
    }

    @FunctionalInterface
    private interface Operation {
        void on(String alias, int generation) throws GeneralSecurityException;
    }

    private void run(int round, String what, String alias, Operation operation) {
        try {
            operation.on(alias, round);
            operations++;
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalStateException("worker " + number + ", round " + round + ": " + what + " " + alias, e);
        }
    }

    private void replace(String alias, int generation) throws GeneralSecurityException {
        store.setKeyEntry(alias, Contents.secret(alias, generation), null, null);
        SecretKey read = (SecretKey) store.getKey(alias, null);
        require(read != null, "it is gone");
        require(Contents.generation(alias, read) == generation, "an older one is there");
    }

    private void makeAndDelete(String alias, int generation) throws GeneralSecurityException {
        require(!store.containsAlias(alias), "it is there already");
        store.setKeyEntry(alias, Contents.secret(alias, generation), null, null);
        require(store.containsAlias(alias), "it is not there");
        store.deleteEntry(alias);
        require(store.getKey(alias, null) == null, "it is still there");
    }

    private void changeShared(String alias, int generation) throws GeneralSecurityException {
        if (random.nextInt(4) == 0) {
            store.deleteEntry(alias);
        } else {
            store.setEntry(alias, contents.pair(number + generation), null);
        }
    }

    private void readPair(String alias) throws GeneralSecurityException {
        KeyStore.Entry entry = store.getEntry(alias, null);
        if (entry != null) {
            contents.requireWhole((KeyStore.PrivateKeyEntry) entry);
        }
    }

    private void readSecret(String alias) throws GeneralSecurityException {
        SecretKey secret = (SecretKey) store.getKey(alias, null);
        if (secret != null) {
            Contents.generation(alias, secret);
        }
    }

    private void setForASecond(String alias, int generation) throws GeneralSecurityException {
        store.setEntry(
                alias, new KeyStore.SecretKeyEntry(Contents.secret(alias, number * 1_000 + generation)), FOR_A_SECOND);
    }

    /** An expired entry is reported in another way than a missing one (docs/DIFFERENCES.md). */
    private void readExpiring(String alias) throws GeneralSecurityException {
        try {
            readSecret(alias);
        } catch (UnrecoverableKeyException e) {
            require(e.getMessage().contains("EKEYEXPIRED"), e.getMessage());
        }
    }

    private void readOfKeyctl(String alias) throws GeneralSecurityException {
        try {
            SecretKey raw = (SecretKey) store.getKey(alias, null);
            String text = raw == null ? KeyctlLoop.OLD : new String(raw.getEncoded(), StandardCharsets.US_ASCII);
            require(text.equals(KeyctlLoop.OLD) || text.equals(KeyctlLoop.NEW), "keyctl's payload is not whole");
        } catch (UnrecoverableKeyException e) {
            require(e.getMessage().contains("EKEYEXPIRED"), e.getMessage());
        }
    }

    private void list(String own) throws KeyStoreException {
        List<String> aliases = Collections.list(store.aliases());
        Set<String> distinct = new HashSet<>(aliases);
        require(distinct.size() == aliases.size(), "an alias is listed twice: " + aliases);
        require(distinct.contains(own), "it is not listed: " + aliases);
        require(!distinct.contains(fleeting(number)), "a deleted entry is listed: " + aliases);
        for (String alias : aliases) {
            store.isKeyEntry(alias);
        }
    }
}
