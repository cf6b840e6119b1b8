package org.linuxkeyring.tools;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A child process that goes on until the test ends. It gets the calling thread's keyrings. */
public final class BackgroundProgram implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final Path err;

    public BackgroundProgram(List<String> command) throws IOException {
        err = Files.createTempFile("background", ".err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH"));
        process = builder.start();
        out = process.inputReader();
    }

    /** Waits for it to print a line; fails the test, showing what it wrote besides, if it ends without. */
    public String firstLine() throws IOException {
        String line = out.readLine();
        assertNotNull(line, Files.readString(err));
        return line;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        out.close();
        Files.delete(err);
    }
}
