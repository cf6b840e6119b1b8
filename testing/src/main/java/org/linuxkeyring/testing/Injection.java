package org.linuxkeyring.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** strace(1) on one thread, in whose system calls it puts an error in place of the kernel's answer, or its death. */
public final class Injection implements AutoCloseable {
    private static final String OF_KEYS = "add_key,request_key,keyctl";
    private static final String OF_FILES = "%file,write,fsync,close";

    private static final Pattern CALL = Pattern.compile("^(?:keyctl\\()?(\\w+)[(,]", Pattern.MULTILINE);

    private final Process strace;
    private final Path trace;

    private Injection(Process strace, Path trace) {
        this.strace = strace;
        this.trace = trace;
    }

    /**
     * Skips the test where there is no strace, or it may not trace.
     *
     * @param thread its ID in the kernel
     * @param when which calls from now on: {@code 2} the second, {@code 2+} all from the second on
     */
    public static Injection into(String thread, String systemCall, String errno, String when) throws IOException {
        return inject(thread, OF_KEYS, systemCall, "error=" + errno + ":when=" + when);
    }

    /**
     * Kills the process by SIGKILL when the thread is about to make the call. Skips the test as {@link #into} does.
     *
     * @param nth which call of that name from now on, from 1
     */
    public static Injection killBefore(String thread, String systemCall, int nth) throws IOException {
        return inject(thread, OF_KEYS, systemCall, "signal=SIGKILL:when=" + nth);
    }

    /**
     * Kills the process by SIGKILL when the thread is about to make a call on keys or files. Skips the test as
     * {@link #into} does.
     *
     * @param nth which call of that name from now on, from 1
     */
    public static Injection killBeforeChange(String thread, String systemCall, int nth) throws IOException {
        return inject(thread, OF_KEYS + "," + OF_FILES, systemCall, "signal=SIGKILL:when=" + nth);
    }

    /**
     * Has an effect on one of the calls on files: those that take a path, and write(2), fsync(2) and close(2). Skips
     * the test as {@link #into} does.
     *
     * @param effect as strace writes it: {@code error=EIO} or {@code signal=SIGKILL}
     * @param nth which call of that name from now on, from 1
     */
    public static Injection onFiles(String thread, String systemCall, String effect, int nth) throws IOException {
        return inject(thread, OF_FILES, systemCall, effect + ":when=" + nth);
    }

    /**
     * Leaves the calls of the thread as they are: strace counts to 65,535, and no test makes so many. Skips the test as
     * {@link #into} does.
     */
    public static Injection none(String thread) throws IOException {
        return killBefore(thread, "keyctl", 65_535);
    }

    private static Injection inject(String thread, String traced, String systemCall, String effect) throws IOException {
        Path trace = Files.createTempFile("injected", ".trace");
        ProcessBuilder command = new ProcessBuilder(
                "strace",
                "-o",
                trace.toString(),
                "-e",
                "trace=" + traced,
                "-e",
                "inject=" + systemCall + ":" + effect,
                "-p",
                thread);
        Process strace;
        try {
            strace = command.redirectErrorStream(true).start();
        } catch (IOException e) {
            Files.delete(trace);
            return abort("strace is not installed: " + e.getMessage());
        }
        BufferedReader said = strace.inputReader();
        String line = said.readLine();
        if (line == null || !line.contains("attached")) {
            strace.destroy();
            Files.delete(trace);
            return abort("strace may not trace a process of the same user: " + line);
        }
        return new Injection(strace, trace);
    }

    /** Skips the test as {@link #into} does. */
    public static void assumePossible(String thread) throws IOException {
        into(thread, "keyctl", "EIO", "1").close();
    }

    /** A command that runs another, in which every one of these calls fails, in all its threads and child processes. */
    public static List<String> throughout(String systemCall, String errno, List<String> command) {
        List<String> traced = new ArrayList<>(List.of(
                "strace",
                "-f",
                "--seccomp-bpf",
                "-o",
                "/dev/null",
                "-e",
                "trace=" + systemCall,
                "-e",
                "inject=" + systemCall + ":error=" + errno));
        traced.addAll(command);
        return traced;
    }

    /** The system calls that were traced so far, one a line, the manipulated ones marked {@code (INJECTED)}. */
    public String trace() throws IOException {
        detach();
        return Files.readString(trace);
    }

    /** What was called so far, in order: the operation of keyctl(2), or another system call. */
    public List<String> calls() throws IOException {
        return CALL.matcher(trace()).results().map(call -> call.group(1)).toList();
    }

    private void detach() {
        strace.destroy();
        strace.onExit().join();
    }

    @Override
    public void close() throws IOException {
        detach();
        Files.delete(trace);
    }
}
