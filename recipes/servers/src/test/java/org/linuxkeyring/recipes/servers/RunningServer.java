package org.linuxkeyring.recipes.servers;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server as a process, with the processes that it starts. None of them outlives the tests. */
final class RunningServer implements AutoCloseable {
    /** Far more than any server needs on a busy machine; what takes longer hangs. */
    private static final long MOST_SECONDS = 300;

    private final Process process;
    private final Pattern ready;
    private final ConcurrentLinkedQueue<String> output = new ConcurrentLinkedQueue<>();
    private final CountDownLatch readyOrEnded = new CountDownLatch(1);
    private final Thread killer = new Thread(this::kill, "killer");
    private volatile boolean isReady;

    private RunningServer(Process process, Pattern ready) {
        this.process = process;
        this.ready = ready;
    }

    /** Starts a server, and waits until it prints a line in which the expression is found. */
    static RunningServer start(ProcessBuilder command, String ready) throws IOException, InterruptedException {
        RunningServer server =
                new RunningServer(command.redirectErrorStream(true).start(), Pattern.compile(ready));
        Runtime.getRuntime().addShutdownHook(server.killer);
        Thread reader = new Thread(server::read, "output of the server");
        reader.setDaemon(true);
        reader.start();
        boolean inTime = server.readyOrEnded.await(MOST_SECONDS, TimeUnit.SECONDS);
        if (!inTime || !server.isReady) {
            server.close();
            fail("The server " + (inTime ? "ended" : "hangs") + ", and wrote:\n" + server.output());
        }
        return server;
    }

    /** Returns what the server has written up to now. */
    String output() {
        return String.join("\n", output);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                if (ready.matcher(line).find()) {
                    isReady = true;
                    readyOrEnded.countDown();
                }
            }
        } catch (IOException e) {
            // The stream of a process that was killed.
            output.add(e.toString());
        } finally {
            readyOrEnded.countDown();
        }
    }

    /** Stops the server as an operator does, by SIGTERM, and kills what has not ended then. */
    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        boolean ended = endsInTime();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each -> each.onExit().join());
        Runtime.getRuntime().removeShutdownHook(killer);
        if (!ended) {
            fail("The server did not stop, and wrote:\n" + output());
        }
    }

    private boolean endsInTime() {
        try {
            return process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
