package org.linuxkeyring.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.linux.InterceptedCalls.Interceptor;

/**
 * What happens at one system call of a change, whichever thread makes it. Calls are counted from 1; the others are made
 * as they are.
 */
final class Fault implements Interceptor {
    private final int from;
    private final int to;
    private final LongSupplier effect;
    private final List<String> calls = new ArrayList<>();

    private Fault(int from, int to, LongSupplier effect) {
        this.from = from;
        this.to = to;
        this.effect = effect;
    }

    /** The end of a change, of which no part makes another call: what a killed process leaves. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Lets each call be made. */
    static Fault none() {
        return new Fault(0, 0, () -> 0);
    }

    /** Has one call refused. */
    static Fault refusal(int nth, Errno errno) {
        return new Fault(nth, nth, () -> -errno.number());
    }

    /** Has that call and each later one refused. */
    static Fault refusals(int nth, Errno errno) {
        return new Fault(nth, Integer.MAX_VALUE, () -> -errno.number());
    }

    /** Ends the change before that call. */
    static Fault deathBefore(int nth) {
        return new Fault(nth, Integer.MAX_VALUE, () -> {
            throw new Death();
        });
    }

    /** Has this process killed by SIGKILL before that call. */
    static Fault killBefore(int nth) {
        return new Fault(nth, Integer.MAX_VALUE, Fault::die);
    }

    private static long die() {
        try {
            new ProcessBuilder(
                            "sh", "-c", "kill -KILL " + ProcessHandle.current().pid())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        while (true) {
            LockSupport.park();
        }
    }

    @Override
    public synchronized long on(String call, LongSupplier kernel) {
        calls.add(call);
        boolean isHere = from <= calls.size() && calls.size() <= to;
        return isHere ? effect.getAsLong() : kernel.getAsLong();
    }

    /** Returns the calls until now, in order. */
    synchronized List<String> calls() {
        return List.copyOf(calls);
    }
}
