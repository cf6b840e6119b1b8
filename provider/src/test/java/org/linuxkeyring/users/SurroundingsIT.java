package org.linuxkeyring.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.Programs;
import org.linuxkeyring.testing.TestKeys;
import org.linuxkeyring.users.TwoUsers.Victim;

/**
 * The working directory, the home, the path and the umask are the attacker's: nothing there is read or run that no
 * argument names, and what is written is the victim's alone.
 */
class SurroundingsIT extends OnSharedSession {
    /** Makes the decoys in the working directory, and programs that leave their name if they are run. */
    private static final String DECOYS = """
            for name in linuxkeyring linuxkeyring.properties linuxkeyring.jar keystore .keystore NONE java.security \\
                logging.properties libjnidispatch.so libjnidispatch.so.tmp jnidispatch libc.so libc.so.6 \\
                libkeyutils.so.1 com/sun/jna/linux-x86-64/libjnidispatch.so \\
                com/sun/jna/linux-aarch64/libjnidispatch.so \\
                META-INF/services/java.security.Provider META-INF/MANIFEST.MF '?/.cache/JNA/temp/jna1.tmp' \\
                '?/.keystore' home/.keystore home/.cache/JNA/temp/jna1.tmp home/.config/linuxkeyring/linuxkeyring.conf
            do
                mkdir -p "$(dirname "$name")"
                printf 'keyring=@us\\nwrites=never\\nowners=4711\\nsession=any\\ncallout=decoy\\n' >"$name"
            done
            mkdir ran bin tmp
            chmod 777 ran
            for name in keyctl sh bash java uname id getent modprobe request-key ldd ldconfig stty tput less which; do
                printf '#!/bin/sh\\n: >"%s/ran/%s"\\n' "$PWD" "$name" >"bin/$name"
                chmod 755 "bin/$name"
            done
            ln -s "$1/stolen" planted.pem
            """;

    private static final Pattern OPENED = Pattern.compile("(?:execve|openat|open|creat)\\((?:AT_FDCWD, )?\"([^\"]*)\"");
    private static final Pattern CREATED =
            Pattern.compile("(?:openat\\(.*O_CREAT.*|mkdir\\(.*|mkdirat\\(.*), 0?([0-7]+)\\) = \\d+");

    @TempDir
    private Path traces;

    private Path decoys;
    private Path own;

    @BeforeEach
    void layDecoys() {
        decoys = Path.of(attacker("mktemp", "-d", "/tmp/linuxkeyring-decoys-XXXXXX"));
        attacker("chmod", "755", decoys.toString());
        own = decoys.resolveSibling(decoys.getFileName() + "-own");
        attacker("/bin/sh", "-c", "cd '" + decoys + "'\n" + DECOYS, "sh", own.toString());
    }

    @AfterEach
    void removeDecoys() {
        Child.of("rm", "-rf", decoys.toString(), own.toString()).run().succeeded();
    }

    private Outcome run(Victim victim, Jdk jdk, String... arguments) {
        List<String> command = new ArrayList<>();
        if (Programs.work(List.of("strace", "-o", "/dev/null", "true"))) {
            command.addAll(List.of("strace", "-f", "-o", traces.resolve("trace").toString(), "-e"));
            command.add("trace=execve,openat,mkdir,mkdirat");
        }
        List<String> surrounded = new ArrayList<>(List.of("/bin/sh", "-c", """
                cd '%1$s' && umask 000 && export HOME='%1$s/home' XDG_CACHE_HOME='%1$s/home/.cache' \\
                    XDG_CONFIG_HOME='%1$s/home/.config' TMPDIR='%1$s/tmp' PATH='%1$s/bin:'$PATH && exec "$@"\
                """.formatted(decoys), "sh"));
        surrounded.addAll(users.commandLine(jdk, arguments));
        command.addAll(users.command(victim, surrounded));
        return Child.of(command).run();
    }

    /** What was opened, run and made from the virtual machine's start on; nothing where there is no strace. */
    private List<String> trace() throws IOException {
        Path trace = traces.resolve("trace");
        if (!Files.exists(trace)) {
            return List.of();
        }
        List<String> lines = Files.readAllLines(trace, StandardCharsets.ISO_8859_1);
        int start = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("execve(\"") && lines.get(i).contains("/bin/java\"")) {
                start = i;
            }
        }
        return lines.subList(start, lines.size());
    }

    private void assertNothingWasTaken() throws IOException {
        List<String> taken = new ArrayList<>();
        List<String> open = new ArrayList<>();
        for (String line : trace()) {
            Matcher opened = OPENED.matcher(line);
            boolean isDecoy = opened.find()
                    && (!opened.group(1).startsWith("/") || opened.group(1).startsWith(decoys + "/"));
            // The libffi in JNA makes a file for its code in TMPDIR, exclusively, and unlinks it before it is used.
            // Where another thread's call comes in between, strace breaks the line off.
            if (isDecoy
                    && !line.matches(
                            ".*\"" + decoys + "/tmp/ffi\\w+\", O_RDWR\\|O_CREAT\\|O_EXCL.*0600(\\)| <unfinished).*")) {
                taken.add(line);
            }
            Matcher created = CREATED.matcher(line);
            // JNA unpacks into a folder that is its user's alone.
            if (created.find()
                    && (Integer.parseInt(created.group(1), 8) & 077) != 0
                    && !line.matches(".*linuxkeyring-jna-[^/\"]+/.*")) {
                open.add(line);
            }
        }
        assertEquals(List.of(), taken, "opened or run in the attacker's folder");
        assertEquals(List.of(), open, "made for others to read or write");
        assertEquals(0, decoys.resolve("ran").toFile().list().length, "programs of the attacker's path have run");
    }

    @ParameterizedTest
    @EnumSource
    void areNeitherReadNorRun(Victim victim) throws Exception {
        users.giveSessionTo(users.number(victim));
        for (Jdk jdk : Jdk.installed()) {
            for (List<String> command :
                    List.of(List.of("doctor"), List.of("list", "@s"), List.of("list"), List.of("show", "@s"))) {
                if (jdk.equals(Jdk.installed().get(0)) || command.size() > 1) {
                    Outcome outcome = run(victim, jdk, command.toArray(String[]::new));
                    assertEquals(0, outcome.status(), () -> command + ": " + outcome);
                    assertNothingWasTaken();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void giveNoOneTheExportedKey(Victim victim) throws Exception {
        users.giveSessionTo(users.number(victim));
        users.as(victim, "mkdir", "-m", "755", own.toString());
        String ring = users.as(victim, "keyctl", "newring", "shop", "@s");
        Child.of(users.command(victim, List.of("keyctl", "padd", "user", "web", ring)))
                .input(server(TestKeys.fresh("EC/secp256r1")))
                .run()
                .succeeded();
        Jdk jdk = Jdk.installed().get(0);
        Path exported = own.resolve("web.pem");
        run(victim, jdk, "export", exported.toString(), "--keyring", "@s/shop", "--alias", "web", "--private-key")
                .succeeded();
        assertEquals("600", users.as(victim, "stat", "-c", "%a", exported.toString()));
        assertNothingWasTaken();

        Outcome planted = run(
                victim,
                jdk,
                "export",
                decoys.resolve("planted.pem").toString(),
                "--keyring",
                "@s/shop",
                "--alias",
                "web",
                "--private-key");
        assertTrue(planted.failed().err().contains("exists already"), planted::toString);
        assertFalse(Files.exists(own.resolve("stolen")));
    }
}
