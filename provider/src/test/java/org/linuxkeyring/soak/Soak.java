package org.linuxkeyring.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;

/**
 * Lets a TLS server, eight clients and two importers run for minutes on a keyring of their own, and shows each minute
 * what they use. At the end no handshake has failed, and nothing is more than it was after the first minute.
 */
public final class Soak {
    /** Handshakes of all clients together in a second: few enough to leave a small machine usable. */
    static final int RATE = Integer.getInteger("soak.rate", 12);

    /** The mean time between two rounds of an importer's changes. */
    private static final int PERIOD_MILLIS = Integer.getInteger("soak.period", 1000);

    /** What bringing all to rest and measuring takes of each minute. */
    private static final long SECONDS_TO_MEASURE = 5;

    /** On a machine that is too slow to measure in that time. */
    private static final long LEAST_SECONDS = 20;

    private static final int SECONDS_TO_COLLECT = 60 + 300 + 30;

    private static final int MOST_SHOWN = 20;

    private final ScratchKeyring scratch;
    private final RunningProgram server;
    private final RunningProgram clients;
    private final List<RunningProgram> importers;
    private final History history = new History();
    private final Map<RunningProgram, Sample> first = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private long handshakes;

    private Soak(
            ScratchKeyring scratch, RunningProgram server, RunningProgram clients, List<RunningProgram> importers) {
        this.scratch = scratch;
        this.server = server;
        this.clients = clients;
        this.importers = importers;
    }

    /** Runs for as many minutes as its argument says, and exits with status 1 if there was a failure. */
    public static void main(String[] arguments) throws Throwable {
        int minutes = Integer.parseInt(arguments[0]);
        List<String> failures = FreshSession.call(() -> run(minutes));
        failures.stream().limit(MOST_SHOWN).forEach(failure -> System.out.println("- " + failure));
        System.out.println(failures.isEmpty() ? "Passed" : "Failed: " + failures.size() + " failures");
        System.exit(failures.isEmpty() ? 0 : 1);
    }

    private static List<String> run(int minutes) throws Exception {
        Path folder = Files.createTempDirectory("soak");
        Identities identities = new Identities(folder);
        identities.write();
        List<RunningProgram> programs = new ArrayList<>();
        try (ScratchKeyring scratch = ScratchKeyring.of(Backend.KERNEL)) {
            KeyTypeProbe probe = new KeyTypeProbe(scratch.keyctl());
            boolean holdsPrivateKeys = probe.parsesPkcs8();
            boolean holdsSecretKeys = holdsSecretKeys(probe);
            System.out.printf(
                    "Held by the kernel: RSA private keys %s, secret keys %s%n%n",
                    holdsPrivateKeys ? "yes" : "no", holdsSecretKeys ? "yes" : "no");
            programs.add(new RunningProgram(
                    Rotation.class, scratch.serial(), folder, PERIOD_MILLIS, holdsPrivateKeys, holdsSecretKeys));
            programs.add(new RunningProgram(Imports.class, scratch.serial(), folder, PERIOD_MILLIS));
            List<RunningProgram> importers = List.copyOf(programs);
            List<String> set = new ArrayList<>();
            for (RunningProgram importer : importers) {
                set.addAll(importer.obey("rest"));
            }
            programs.add(new RunningProgram(Server.class, scratch.serial()));
            programs.add(
                    new RunningProgram(Clients.class, programs.get(2).greeting().get(0), folder));
            Soak soak = new Soak(scratch, programs.get(2), programs.get(3), importers);
            soak.takeChanges(set);
            return soak.run(minutes, KernelSample.of(scratch.keyctl(), scratch.serial()));
        } finally {
            for (RunningProgram program : programs) {
                program.close();
            }
        }
    }

    private static boolean holdsSecretKeys(KeyTypeProbe probe) {
        try {
            probe.requireAlgorithm("hash", "hmac(sha256)");
            return true;
        } catch (KeyctlException e) {
            return false;
        }
    }

    private List<String> run(int minutes, KernelSample before) throws Exception {
        System.out.println("| minute | handshakes | rotations | keys in the keyring | keys of the user | bytes of quota"
                + " | file descriptors | threads | heap, MiB | resident, MiB |");
        System.out.println("|---".repeat(10) + "|");
        Map<RunningProgram, Sample> last = Map.of();
        KernelSample kernel = before;
        long began = System.nanoTime();
        for (int minute = 1; minute <= minutes; minute++) {
            long left = TimeUnit.MINUTES.toNanos(minute) - (System.nanoTime() - began);
            load(Math.max(LEAST_SECONDS, TimeUnit.NANOSECONDS.toSeconds(left) - SECONDS_TO_MEASURE));
            last = measure();
            kernel = KernelSample.of(scratch.keyctl(), scratch.serial());
            if (minute == 1) {
                first.putAll(last);
            }
            System.out.printf(
                    "| %d | %d | %d | %s | %s |%n",
                    minute,
                    handshakes,
                    history.count(),
                    kernel.cells(),
                    last.get(server).cells());
        }
        System.out.println();
        for (Map.Entry<RunningProgram, Sample> each : last.entrySet()) {
            System.out.printf(
                    "%s: %s after the first minute, %s at the end%n",
                    each.getKey().name(),
                    first.get(each.getKey()).cells(),
                    each.getValue().cells());
            each.getValue()
                    .excess(first.get(each.getKey()))
                    .forEach(more -> failures.add(each.getKey().name() + ": " + more));
        }
        failures.addAll(collected(kernel, before).excess(before));
        return failures;
    }

    /**
     * Waits for the kernel to collect, if need be. A held key that was replaced ends after a minute, and if that is
     * before the entry is deleted, as on a slow machine, it counts until the kernel collects it
     * (/proc/sys/kernel/keys/gc_delay, 300 seconds).
     */
    private KernelSample collected(KernelSample last, KernelSample before) throws InterruptedException {
        KernelSample now = last;
        for (int second = 0; second < SECONDS_TO_COLLECT && !now.excess(before).isEmpty(); second++) {
            TimeUnit.SECONDS.sleep(1);
            now = KernelSample.of(scratch.keyctl(), scratch.serial());
        }
        return now;
    }

    /** Lets all work, brings them to rest, and judges the handshakes. */
    private void load(long seconds) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Future<List<String>> shaken = threads.submit(() -> clients.obey("run " + seconds));
            List<Future<List<String>>> changed = new ArrayList<>();
            for (RunningProgram importer : importers) {
                changed.add(threads.submit(() -> importer.obey("run " + seconds)));
            }
            for (Future<List<String>> each : changed) {
                takeChanges(each.get());
            }
            long before = handshakes;
            shaken.get().stream().filter(line -> line.startsWith("handshake ")).forEach(this::judge);
            if (handshakes == before) {
                failures.add("no handshake within " + seconds + " s");
            }
            history.forget();
            for (RunningProgram importer : importers) {
                takeChanges(importer.obey("rest"));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void takeChanges(List<String> lines) {
        lines.stream().filter(line -> line.startsWith("change ")).forEach(history::change);
    }

    private void judge(String handshake) {
        handshakes++;
        if (!history.explains(handshake)) {
            failures.add(handshake + " after " + history.around(handshake));
        }
    }

    private Map<RunningProgram, Sample> measure() throws IOException {
        Map<RunningProgram, Sample> samples = new LinkedHashMap<>();
        samples.put(server, server.measure());
        for (RunningProgram importer : importers) {
            samples.put(importer, importer.measure());
        }
        return samples;
    }
}
