package org.linuxkeyring.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program run as a child process and waited for. It gets the calling thread's keyrings, since the kernel gives a new
 * process the credentials of the thread that starts it (credentials(7)).
 */
public final class Child {
    /** Far more than any program of the tests needs on a busy machine; what takes longer hangs. */
    private static final long MOST_SECONDS = 180;

    private final List<String> command;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private String input = "";

    private Child(List<String> command) {
        this.command = List.copyOf(command);
    }

    public static Child of(List<String> command) {
        return new Child(command);
    }

    public static Child of(String... command) {
        return new Child(List.of(command));
    }

    public Child environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** What it reads from standard input, which otherwise is empty. */
    public Child input(String text) {
        input = text;
        return this;
    }

    /** Standard streams are files, since a pipe that no one empties blocks its writer. */
    public Outcome run() {
        try {
            Path in = Files.createTempFile("child", ".in");
            Path out = Files.createTempFile("child", ".out");
            Path err = Files.createTempFile("child", ".err");
            try {
                Files.writeString(in, input);
                return new Outcome(exitStatus(in, out, err), Files.readString(out), Files.readString(err));
            } finally {
                Files.delete(in);
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command, e);
        }
    }

    private int exitStatus(Path in, Path out, Path err) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        // A JVM announces the first two on its standard error, and the last would hide what a test leaves off the path.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(command + " did not end within " + MOST_SECONDS + " s and wrote:\n"
                        + Files.readString(out) + Files.readString(err));
            }
            return process.exitValue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
