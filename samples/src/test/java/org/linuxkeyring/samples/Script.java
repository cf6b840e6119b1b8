package org.linuxkeyring.samples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a sample as a user would, with this JDK and with a directory of its own for scratch files. */
record Script(int status, String output) {
    /** What the samples call their keyrings here, so that other runs of the same user do no harm. */
    static final String DEMO = "linuxkeyring-demo-" + ProcessHandle.current().pid();

    /** Far more than any sample needs on a virtual machine whose processor is emulated. */
    private static final int MINUTES = 20;

    static Script run(Path scratch, String name) throws IOException, InterruptedException {
        return run(scratch, List.of(), name);
    }

    /** Runs it by another program, such as strace. */
    static Script run(Path scratch, List<String> by, String name, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(by);
        command.add(Path.of(name).toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("sample", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LINUXKEYRING_DEMO", DEMO);
        builder.environment().put("TMPDIR", scratch.toString());
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            String text = Files.readString(output, StandardCharsets.UTF_8);
            if (!ended) {
                throw new IOException(name + " did not end within " + MINUTES + " minutes:\n" + text);
            }
            return new Script(process.exitValue(), text);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
