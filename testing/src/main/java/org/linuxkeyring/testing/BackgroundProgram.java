package org.linuxkeyring.testing;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A child process that the test talks to, and that goes on until the test ends. It gets the calling thread's keyrings.
 */
public final class BackgroundProgram implements AutoCloseable {
    /** Far more than any program of the tests needs on a busy machine; what takes longer hangs. */
    private static final long MOST_SECONDS = 180;

    private final Process process;
    private final BufferedReader out;
    private final PrintStream in;
    private final Path err;

    public BackgroundProgram(List<String> command) throws IOException {
        err = Files.createTempFile("background", ".err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        process = builder.start();
        out = process.inputReader();
        in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /** Waits for it to print a line; fails the test, showing what it wrote besides, if it ends without. */
    public String nextLine() throws IOException {
        String line = out.readLine();
        assertNotNull(line, Files.readString(err));
        return line;
    }

    /** Gives it a line to read. */
    public void say(String line) {
        in.println(line);
    }

    /** Ends it by SIGKILL, which it cannot see coming. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Waits for it to end by itself, and takes what else it wrote. */
    public Outcome outcome() throws IOException, InterruptedException {
        String rest = out.lines().collect(Collectors.joining("\n"));
        awaitEnd();
        return new Outcome(process.exitValue(), rest, Files.readString(err));
    }

    private void awaitEnd() throws InterruptedException {
        assertTrue(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS), "the program does not end");
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        out.close();
        in.close();
        Files.delete(err);
    }
}
