package org.linuxkeyring.processes;

import java.io.IOException;
import java.util.Optional;
import org.linuxkeyring.testing.BackgroundProgram;

/**
 * Programs that are killed one after the other. The next one starts while the one before it is at work, since the start
 * of a JVM takes longer than all that the program does.
 */
final class Victims implements AutoCloseable {
    private final int count;
    private final Starter starter;
    private int started;
    private Optional<BackgroundProgram> waiting = Optional.empty();

    /** Starts a program, whose number is given: from 0. */
    @FunctionalInterface
    interface Starter {
        BackgroundProgram start(int number) throws IOException;
    }

    Victims(int count, Starter starter) throws IOException {
        this.count = count;
        this.starter = starter;
        startNext();
    }

    private void startNext() throws IOException {
        waiting = started < count ? Optional.of(starter.start(started)) : Optional.empty();
        started++;
    }

    /** Returns the program that was started before, which the caller closes, and starts the next. */
    BackgroundProgram next() throws IOException {
        BackgroundProgram next = waiting.orElseThrow();
        startNext();
        return next;
    }

    @Override
    public void close() throws IOException {
        if (waiting.isPresent()) {
            waiting.get().close();
        }
    }
}
