package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.BackgroundProgram;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Injection;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;

/**
 * Whichever system call on files is refused while the command exports a key, or is the last before the process is
 * killed: the file is whole, or there is none.
 */
@Tag("kernel")
class ExportFilesIT {
    private static final int KILLED = 128 + 9;
    private static final String TEMPORARY = ".linuxkeyring-";

    /** Calls that change nothing: a process that is killed before one leaves what it leaves before the next change. */
    private static final Pattern READING = Pattern.compile("\\w*stat\\w*|access|readlink");

    /** A call of the thread: its name, up to the bracket, and all that strace shows of it. */
    private static final Pattern CALL = Pattern.compile("^(\\w+)\\(.*", Pattern.MULTILINE);

    @TempDir
    private Path folder;

    private ScratchKeyring scratch;
    private String whole;

    /** A system call on files, counted by its name from 1. */
    private record FileCall(String name, int nth, String shown) {}

    @BeforeEach
    void makeEntry() throws Exception {
        scratch = ScratchKeyring.of(Backend.KERNEL);
        scratch.keyStore().setKeyEntry(ExportOnDemand.ALIAS, OnCommandKeyring.KEY, null, OnCommandKeyring.CHAIN);
        assertEquals(0, exportHere("reference"));
        whole = Files.readString(folder.resolve("reference"));
        Files.delete(folder.resolve("reference"));
    }

    @AfterEach
    void removeEntry() {
        if (scratch != null) {
            scratch.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENOSPC", "EIO", "EACCES", "EROFS", "EDQUOT"})
    void aRefusedCallLeavesAWholeFileOrNoneAndIsTold(String errno) throws Exception {
        List<String> wrong = new ArrayList<>();
        try (BackgroundProgram program = program()) {
            String thread = program.nextLine();
            for (FileCall call : calls(program, thread)) {
                String said;
                try (Injection refused = Injection.onFiles(thread, call.name, "error=" + errno, call.nth)) {
                    said = export(program, "web.pem");
                    assertTrue(refused.trace().contains("(INJECTED)"), () -> call + " is not made again");
                }
                wrong.addAll(wrong(said, errno + " in " + call.shown + ": "));
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    /** Returns what is wrong with what a refused call leaves, and removes that. */
    private List<String> wrong(String said, String where) throws IOException {
        boolean isDone = said.endsWith(ExportOnDemand.STATUS + 0);
        List<String> wrong = new ArrayList<>();
        if (isDone != Files.exists(folder.resolve("web.pem")) && !said.contains("web.pem is whole")) {
            wrong.add(where + "the file exists or not, and the command said " + said);
        }
        if (!isDone && !Pattern.compile("web\\.pem .*\\. [A-Z]").matcher(said).find()) {
            wrong.add(where + "no file or remedy in " + said);
        }
        for (Path file : files()) {
            String name = file.getFileName().toString();
            if (!Files.readString(file).equals(whole) || !isPrivate(file)) {
                wrong.add(where + name + " is not whole or not private");
            }
            if (!name.equals("web.pem") && !said.contains(name)) {
                wrong.add(where + name + " is left, and the command said " + said);
            }
            Files.delete(file);
        }
        return wrong;
    }

    /** What is left besides has a name by which docs/COMMAND.md tells what it is. */
    @Test
    @Tag("slow")
    void aKilledProcessLeavesAWholeFileOrNone() throws Exception {
        List<FileCall> calls;
        try (BackgroundProgram program = program()) {
            calls = new ArrayList<>(calls(program, program.nextLine()));
        }
        calls.removeIf(call -> READING.matcher(call.name).matches());
        for (FileCall call : calls) {
            try (BackgroundProgram program = program()) {
                String thread = program.nextLine();
                export(program, "first");
                Files.delete(folder.resolve("first"));
                try (Injection deadly = Injection.onFiles(thread, call.name, "signal=SIGKILL", call.nth)) {
                    program.say(folder.resolve("web.pem").toString());
                    assertEquals(KILLED, program.outcome().status(), call::shown);
                    assertTrue(deadly.trace().contains("+++ killed by SIGKILL +++"), call::shown);
                }
            }
            boolean isThere = Files.exists(folder.resolve("web.pem"));
            assertEquals(isThere ? 1 : 0, exportHere("web.pem"), call::shown);
            assertEquals(whole, Files.readString(folder.resolve("web.pem")), call::shown);
            for (Path file : files()) {
                String name = file.getFileName().toString();
                assertTrue(name.equals("web.pem") || name.startsWith(TEMPORARY), () -> call.shown + " leaves " + name);
                assertTrue(isPrivate(file), () -> call.shown + " leaves " + name + " for others to read");
                Files.delete(file);
            }
        }
    }

    /** Returns the calls on files that an export makes, until it is done; none of them reads the program's classes. */
    private List<FileCall> calls(BackgroundProgram program, String thread) throws IOException {
        export(program, "first");
        String trace;
        try (Injection untouched = Injection.onFiles(thread, "close", "signal=SIGKILL", 65_535)) {
            export(program, "second");
            trace = untouched.trace();
        }
        Files.delete(folder.resolve("first"));
        Files.delete(folder.resolve("second"));
        Map<String, Integer> made = new HashMap<>();
        List<FileCall> calls = CALL.matcher(trace)
                .results()
                .takeWhile(call -> !call.group().startsWith("write(1,"))
                .map(call -> new FileCall(call.group(1), made.merge(call.group(1), 1, Integer::sum), call.group()))
                // Standard input, from which the program reads the file's name, is not the command's.
                .filter(call -> !call.shown.startsWith(call.name + "(0,"))
                .toList();
        assertFalse(calls.isEmpty(), trace);
        // The writes between the first and the last are like them.
        return calls.stream()
                .filter(call -> !call.name.equals("write") || call.nth == 1 || call.nth == made.get(call.name))
                .toList();
    }

    private BackgroundProgram program() throws IOException {
        Jdk jdk = Jdk.installed().get(0);
        return new BackgroundProgram(ChildJvm.of(jdk)
                .options("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
                .options(jdk.nativeAccess().toArray(String[]::new))
                .classPath(List.of(Jars.all()))
                .commandLine(ExportOnDemand.class, Integer.toString(scratch.serial())));
    }

    /** Returns what the command says, in lines, and its exit status. */
    private String export(BackgroundProgram program, String name) throws IOException {
        program.say(folder.resolve(name).toString());
        StringBuilder said = new StringBuilder();
        String line = program.nextLine();
        while (!line.startsWith(ExportOnDemand.STATUS)) {
            said.append(line).append('\n');
            line = program.nextLine();
        }
        return said.append(line).toString();
    }

    private int exportHere(String name) {
        return new CommandRun(scratch::keyctl, Backend.KERNEL)
                .run(ExportOnDemand.command(folder.resolve(name).toString(), Integer.toString(scratch.serial())));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static boolean isPrivate(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                .equals("rw-------");
    }
}
