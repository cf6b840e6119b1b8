package org.linuxkeyring.seal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.testing.BackgroundProgram;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Injection;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;

/**
 * Whichever system call on files is the last before a process is killed that stores a keystore: the file is the old or
 * the new one, and the one before it is whole. The entries are sealed before the first of these calls.
 */
@Tag("kernel")
class KeyringFileDeathIT {
    private static final int KILLED = 128 + 9;

    /** Calls that change nothing: a process that is killed before one leaves what it leaves before the next change. */
    private static final Pattern READING = Pattern.compile("\\w*stat\\w*|access|readlink");

    private static final Pattern CALL = Pattern.compile("^(\\w+)\\(.*", Pattern.MULTILINE);

    @TempDir
    private Path folder;

    /** A system call on files, counted by its name from 1. */
    private record FileCall(String name, int nth) {}

    @Test
    void aKilledProcessLeavesTheOldFileOrTheNew() throws Exception {
        String first;
        String second;
        String third;
        List<FileCall> calls;
        try (BackgroundProgram program = program()) {
            String thread = program.nextLine();
            first = stored(program, "first");
            second = stored(program, "second");
            calls = calls(program, thread);
            third = Files.readString(file());
        }
        Set<String> left = new TreeSet<>();
        for (FileCall call : calls) {
            Files.writeString(before(), first);
            Files.writeString(file(), second);
            try (BackgroundProgram program = program()) {
                String thread = program.nextLine();
                // Classes are loaded and the program is warm after one store into a file that is then put back.
                stored(program, "warm");
                Files.writeString(before(), first);
                Files.writeString(file(), second);
                try (Injection deadly = Injection.onFiles(thread, call.name, "signal=SIGKILL", call.nth)) {
                    program.say("third");
                    assertEquals(KILLED, program.outcome().status(), call::toString);
                    assertTrue(deadly.trace().contains("+++ killed by SIGKILL +++"), call::toString);
                }
            }
            String now = Files.readString(file());
            String kept = Files.readString(before());
            assertTrue(Set.of(second, third).contains(now), () -> call + " leaves " + now);
            assertTrue(Set.of(first, second).contains(kept), () -> call + " leaves as the file before " + kept);
            assertFalse(now.equals(third) && kept.equals(first), () -> call + " loses the file before");
            left.add(now);
            assertTrue(removeTemporaries() <= 2, () -> call + " leaves more than the two files it replaces");
        }
        assertEquals(new TreeSet<>(Set.of(second, third)), left, "one of the two is left at some call");
    }

    private List<FileCall> calls(BackgroundProgram program, String thread) throws IOException {
        String trace;
        try (Injection untouched = Injection.onFiles(thread, "close", "signal=SIGKILL", 65_535)) {
            stored(program, "third");
            trace = untouched.trace();
        }
        Map<String, Integer> made = new HashMap<>();
        List<FileCall> calls = CALL.matcher(trace)
                .results()
                .takeWhile(call -> !call.group().startsWith("write(1,"))
                .map(call -> new FileCall(call.group(1), made.merge(call.group(1), 1, Integer::sum)))
                .filter(call -> !READING.matcher(call.name).matches())
                .toList();
        assertTrue(calls.stream().anyMatch(call -> call.name.startsWith("rename")), trace);
        return calls;
    }

    private BackgroundProgram program() throws IOException {
        Jdk jdk = Jdk.installed().get(0);
        return new BackgroundProgram(ChildJvm.of(jdk)
                .options("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
                .classPath(List.of(Jars.all()))
                .commandLine(StoreOnDemand.class, file().toString()));
    }

    private String stored(BackgroundProgram program, String prefix) throws IOException {
        program.say(prefix);
        assertEquals("stored", program.nextLine());
        return Files.readString(file());
    }

    /**
     * Removes the temporary files that a killed store has left, and returns how many there are. The next store leaves
     * them: another process may be writing to them.
     */
    private int removeTemporaries() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> left = files.filter(each -> each.getFileName().toString().startsWith(".linuxkeyring-"))
                    .toList();
            for (Path each : left) {
                Files.delete(each);
            }
            return left.size();
        }
    }

    private Path file() {
        return folder.resolve("shop.keyring");
    }

    private Path before() {
        return folder.resolve("shop.keyring~");
    }
}
