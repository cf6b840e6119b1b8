package org.linuxkeyring.fleet.follow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.error.NoSuchKeyringException;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Policy;
import org.linuxkeyring.fleet.message.Report;
import org.linuxkeyring.fleet.message.TestFleet;
import org.linuxkeyring.fleet.store.EtcdConnection;
import org.linuxkeyring.fleet.store.EtcdServer;
import org.linuxkeyring.fleet.store.EtcdStore;
import org.linuxkeyring.fleet.store.FleetStore;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.testing.Await;
import org.linuxkeyring.testing.BackgroundProgram;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Injection;
import org.linuxkeyring.testing.Outcome;

/**
 * A service that is killed by SIGKILL before a system call that changes a key or a file, and is started again. By
 * default it dies before calls that are spread over the round; the system property {@code deaths} is how many, and with
 * 1000 it dies before each of them.
 */
@Tag("slow")
class FollowerDeathIT {
    private static final int KILLED = 128 + 9;
    private static final int DEATHS = Integer.getInteger("deaths", 6);
    private static final int ATTEMPTS = 3;

    private static final String FIRST = "0123456789abcdef";
    private static final String SECOND = "fedcba9876543210";

    /** Calls of keyctl(2) that change nothing are left out: death before one is death before the next change. */
    private static final Pattern CHANGE =
            Pattern.compile("(add_key|rename\\w*|unlink\\w*|fsync|write|mkdir\\w*|f?chmod\\w*)\\(.*"
                    + "|(openat)\\(.*O_CREAT.*"
                    + "|(keyctl)\\((?!KEYCTL_(?:SEARCH|READ|DESCRIBE|GET_KEYRING_ID|GET_SECURITY)).*");

    private static final Pattern CALL = Pattern.compile("(\\w+)\\(.*");

    /** A line of /proc/keys (keyrings(7)): the time that is left, and the description. */
    private static final Pattern KEY =
            Pattern.compile("\\w+ \\S+ +\\d+ +(\\S+) \\w+ +\\d+ +-?\\d+ \\S+ +([^:]*)(?:: .*)?");

    private final String token = "fleet-death-" + ProcessHandle.current().pid();
    private final EntryName rotated = EntryName.of(token + "/" + token + "-rotated");
    private final EntryName revoked = EntryName.of(token + "/" + token + "-revoked");
    private final EntryName added = EntryName.of(token + "/" + token + "-added");

    @TempDir
    private Path folder;

    private EtcdServer server;
    private FleetStore store;
    private Path versions;

    private record Point(String call, int nth) {}

    @BeforeEach
    void startServer() throws Exception {
        server = EtcdServer.start(folder);
        store = EtcdStore.of(EtcdConnection.plain(List.of(server.endpoint())));
        versions = folder.resolve("versions");
        FollowerVictim.write(folder);
    }

    @AfterEach
    void stopServer() throws Exception {
        if (server != null) {
            clear();
            Child.of("keyctl", "unlink", "%keyring:" + token, "@u").run();
            store.close();
            server.close();
        }
    }

    @Test
    void aServiceThatIsKilledBeforeAnyChangeLosesNothingAndNeverGoesBack() throws Exception {
        List<Point> points = spread(points());
        List<Point> unreached = new ArrayList<>();
        try (Victims victims = new Victims()) {
            for (Point point : points) {
                if (!dies(victims, point)) {
                    unreached.add(point);
                }
            }
        }
        System.out.println("Killed before " + (points.size() - unreached.size()) + " of " + points.size()
                + " calls; not made again: " + unreached);
        assertTrue(unreached.size() <= 1 + points.size() / 10, unreached::toString);
    }

    /** Returns whether a call was made: a probe that is repeated each second shifts the numbers of those behind it. */
    private boolean dies(Victims victims, Point point) throws Exception {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            prepare();
            String where = "killed before " + point;
            try (BackgroundProgram victim = victims.next();
                    Injection injection = Injection.killBeforeChange(victim.nextLine(), point.call, point.nth)) {
                victim.say("go");
                Outcome outcome = victim.outcome();
                if (outcome.status() == 0) {
                    requireNew("not " + where);
                    continue;
                }
                assertEquals(KILLED, outcome.status(), () -> where + ": " + outcome);
                assertTrue(injection.trace().contains("+++ killed by SIGKILL +++"), where);
            }
            requireOldOrNew(where);
            OneRound.run(store, TestFleet.recipient(), versions);
            requireNew(where);
            return true;
        }
        return false;
    }

    /** Processes that are started before they are needed. */
    private final class Victims implements AutoCloseable {
        private BackgroundProgram waiting = start();

        private Victims() throws IOException {}

        private BackgroundProgram start() throws IOException {
            return new BackgroundProgram(FollowerVictim.command(server.endpoint(), folder));
        }

        BackgroundProgram next() throws IOException {
            BackgroundProgram next = waiting;
            waiting = start();
            return next;
        }

        @Override
        public void close() throws IOException {
            waiting.close();
        }
    }

    /** Returns the changes of a round that nothing disturbs. */
    private List<Point> points() throws Exception {
        prepare();
        List<Point> points = new ArrayList<>();
        Map<String, Integer> made = new HashMap<>();
        try (BackgroundProgram victim = new BackgroundProgram(FollowerVictim.command(server.endpoint(), folder));
                Injection untouched = Injection.killBeforeChange(victim.nextLine(), "keyctl", 65_535)) {
            victim.say("go");
            assertEquals("made", victim.nextLine());
            for (String line : untouched.trace().split("\n")) {
                Matcher call = CALL.matcher(line);
                if (call.matches()) {
                    Point point = new Point(call.group(1), made.merge(call.group(1), 1, Integer::sum));
                    if (CHANGE.matcher(line).matches()) {
                        points.add(point);
                    }
                }
            }
        }
        requireNew("undisturbed");
        assertTrue(points.stream().anyMatch(point -> point.call.startsWith("rename")), points::toString);
        assertTrue(points.stream().anyMatch(point -> point.call.equals("keyctl")), points::toString);
        return points;
    }

    private static List<Point> spread(List<Point> points) {
        int deaths = Math.min(DEATHS, points.size());
        List<Point> spread = new ArrayList<>();
        for (int i = 0; i < deaths; i++) {
            spread.add(points.get(i * points.size() / deaths));
        }
        return spread;
    }

    /** Has the first versions set, and further ones published. */
    private void prepare() throws Exception {
        clear();
        Files.deleteIfExists(versions);
        store.commit(
                List.of(),
                List.of(new FleetStore.Change(
                        RunningFollower.KEYS.envelope(TestFleet.MACHINE, added), Optional.empty())));
        publish(rotated, 1, FIRST);
        publish(revoked, 1, FIRST);
        OneRound.run(store, TestFleet.recipient(), versions);
        publish(rotated, 2, SECOND);
        publish(revoked, 2, null);
        publish(added, 1, FIRST);
    }

    private void clear() throws Exception {
        for (EntryName name : List.of(rotated, revoked, added)) {
            new OwnKeyrings(Backend.KERNEL).remove(name, Policy.DEFAULT);
        }
    }

    private void publish(EntryName name, long version, String key) throws Exception {
        RunningFollower.publish(store, Published.web(version, key).named(name.text()));
    }

    private void requireOldOrNew(String where) throws Exception {
        Versions seen = Versions.read(versions);
        long version = seen.of(rotated).orElseThrow().number();
        assertTrue(version == 1 || version == 2, where);
        Optional<String> key = key(rotated);
        assertTrue(key.equals(Optional.of(FIRST)) || version == 2 && key.equals(Optional.of(SECOND)), where + key);
        Optional<String> old = key(revoked);
        assertTrue(old.equals(Optional.of(FIRST)) || old.isEmpty() && version(seen, revoked) == 2, where + old);
        Optional<String> fresh = key(added);
        assertTrue(fresh.isEmpty() || fresh.equals(Optional.of(FIRST)) && version(seen, added) == 1, where + fresh);
    }

    private static long version(Versions seen, EntryName name) {
        return seen.of(name).map(Versions.Version::number).orElse(0L);
    }

    private void requireNew(String where) throws Exception {
        assertEquals(Optional.of(SECOND), key(rotated), where);
        assertEquals(Optional.empty(), key(revoked), where);
        assertEquals(Optional.of(FIRST), key(added), where);
        Versions seen = Versions.read(versions);
        assertEquals(
                List.of(2L, 2L, 1L),
                Stream.of(rotated, revoked, added)
                        .map(name -> version(seen, name))
                        .toList(),
                where);
        List<Report.State> states = RunningFollower.report(store).states();
        assertEquals(
                List.of(added + " 1", revoked + " 2", rotated + " 2"),
                states.stream()
                        .map(state -> state.name() + " " + state.version())
                        .toList(),
                where);
        assertEquals(
                List.of(),
                states.stream().flatMap(state -> state.error().stream()).toList(),
                where);
        // A key that was unlinked is listed until the kernel has collected it.
        Await.until(
                () -> List.of(token + " perm", added.alias() + " ends", rotated.alias() + " ends")
                        .equals(kept()),
                where + ": the keyring to have these two entries with their ends, and no other key, and not " + kept());
    }

    /** The keys of this test that the kernel has, whatever links them. */
    private List<String> kept() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/keys"), US_ASCII)) {
            return lines.filter(line -> line.contains(token))
                    .map(KEY::matcher)
                    .filter(Matcher::matches)
                    .map(key -> key.group(2) + (key.group(1).equals("perm") ? " perm" : " ends"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Optional<String> key(EntryName name) throws Exception {
        KeyStore keyStore = KeyStore.getInstance(KeyringKeyStore.TYPE, new LinuxKeyringProvider());
        try {
            keyStore.load(KeyringLoadStoreParameter.builder()
                    .keyring(name.keyring())
                    .backend(Backend.KERNEL)
                    .build());
        } catch (IOException e) {
            if (e.getCause() instanceof NoSuchKeyringException) {
                return Optional.empty();
            }
            throw e;
        }
        return Optional.ofNullable(keyStore.getKey(name.alias(), null))
                .map(key -> new String(key.getEncoded(), US_ASCII));
    }
}
