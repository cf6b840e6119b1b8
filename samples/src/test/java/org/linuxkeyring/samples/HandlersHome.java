package org.linuxkeyring.samples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The handlers as request-key(8) runs them, but with files of the test's own, and with programs in the place of
 * keyctl(1), getent(1), logger(1), stat(1), etcdctl(1) and linuxkeyring-fleet that note what they are told.
 */
abstract class HandlersHome {
    private static final Path HANDLERS = Path.of("handlers");

    /** As the man page says: what looks like a number is one, else the first line of that name counts. */
    private static final String GETENT = """
            awk -F: -v key="$2" 'key ~ /^[0-9]+$/ ? $3 == key : $1 == key { print; exit }' "$HOME/passwd"
            """;

    private static final String KEYCTL = """
            echo "$*" >>"$HOME/answers"
            case $1 in pinstantiate) cat >>"$HOME/payloads" ;; esac
            """;

    /** Notes that it is there, and waits until it may go on. */
    private static final String ETCDCTL = """
            echo "$5" >>"$HOME/asked"
            until [ -e "$HOME/go" ]; do sleep 0.02; done
            printf '%s\\n' '-----BEGIN PRIVATE KEY-----' "$5" '-----END PRIVATE KEY-----'
            """;

    /** Notes what it is told, and prints and ends as the test's file says. */
    private static final String FLEET = """
            echo "$*" >>"$HOME/fetched"
            . "$HOME/fleet.answer"
            """;

    static final int SECONDS = 60;

    @TempDir
    Path home;

    @BeforeEach
    void install() throws IOException {
        Path programs = Files.createDirectory(home.resolve("bin"));
        program(programs, "getent", GETENT);
        program(programs, "keyctl", KEYCTL);
        program(programs, "etcdctl", ETCDCTL);
        program(programs, "logger", "printf '%s\\n' \"$4\" >>\"$HOME/log\"\n");
        program(programs, "stat", "echo 0 600\n");
        Path configuration = Files.createDirectories(home.resolve("etc/keys")).getParent();
        Files.writeString(configuration.resolve("etcd.conf"), "ETCDCTL_ENDPOINTS=here\n");
        program(programs, "linuxkeyring-fleet", FLEET);
        for (String name : List.of("common.sh", "files", "etcd", "fleet")) {
            String script = Files.readString(HANDLERS.resolve(name))
                    .replace("PATH=/usr/sbin:", "PATH=" + programs + ":/usr/sbin:")
                    .replace("fleet=/usr/local/bin/", "fleet=" + programs + "/")
                    .replace("configuration=/etc/linuxkeyring", "configuration=" + configuration)
                    .replace("places=/run/linuxkeyring", "places=" + home.resolve("run"));
            program(home, name, script);
        }
        passwd("root:x:0:0::/root:/bin/sh", "web:x:1000:1000::/:/bin/sh");
    }

    private static void program(Path folder, String name, String script) throws IOException {
        Path program = folder.resolve(name);
        Files.writeString(program, script.startsWith("#!") ? script : "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    void passwd(String... lines) throws IOException {
        Files.write(home.resolve("passwd"), List.of(lines));
    }

    void configure(String settings) throws IOException {
        Files.writeString(home.resolve("etc/request-key.conf"), settings + "\n");
    }

    void pem(String user, String description) throws IOException {
        Path folder = Files.createDirectories(home.resolve("etc/keys").resolve(user));
        Files.writeString(
                folder.resolve(description + ".pem"),
                "-----BEGIN PRIVATE KEY-----\n" + user + "\n-----END PRIVATE KEY-----\n");
    }

    Process start(String handler, String key, int uid, String description) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(home.resolve(handler).toString(), key, Integer.toString(uid), description);
        builder.environment().put("HOME", home.toString());
        return builder.start();
    }

    void run(String handler, String key, int uid, String description) throws Exception {
        end(start(handler, key, uid, description));
    }

    static void end(Process process) throws InterruptedException {
        assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), "the handler does not end");
    }

    List<String> lines(String file) throws IOException {
        Path path = home.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path, StandardCharsets.ISO_8859_1) : List.of();
    }

    void await(String file, int lines) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (lines(file).size() < lines) {
            assertTrue(System.nanoTime() < end, () -> file + " does not get " + lines + " lines");
            Thread.onSpinWait();
        }
    }
}
