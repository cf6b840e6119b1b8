package org.linuxkeyring.tls;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.linuxkeyring.keystore.ServedEntries;

/**
 * The requests to helper programs for entries that handshakes need. An entry is requested once, by a thread of this
 * class, for all handshakes that wait for it. The kernel's wait for a helper program cannot be interrupted; the
 * handshakes' wait is limited.
 */
final class Callout {
    /** The longest wait for an entry, from its first request on. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    /**
     * The time after a failure in which an entry is not requested again. The negative key that most helper programs
     * leave prevents the kernel from starting one for longer.
     */
    static final Duration PAUSE = Duration.ofSeconds(2);

    /**
     * The most helper programs that run at once; some keyrings have thousands of entries, which may expire in the same
     * second.
     */
    private static final int MOST_HELPERS = 4;

    /** The most requests that are kept, unless more of them go on. */
    private static final int MOST_REMEMBERED = 1024;

    private final List<String> named;
    private final Predicate<String> requestKey;
    private final LongSupplier nanos;
    private final ThreadPoolExecutor threads;
    private final Map<String, Request> requests = new LinkedHashMap<>();

    /**
     * Makes the requests' state, without a request.
     *
     * @param nanos a clock such as {@link System#nanoTime()}
     */
    Callout(List<String> named, Predicate<String> requestKey, LongSupplier nanos) {
        this.named = named;
        this.requestKey = requestKey;
        this.nanos = nanos;
        this.threads = new ThreadPoolExecutor(
                MOST_HELPERS, MOST_HELPERS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Callout::thread);
        threads.allowCoreThreadTimeOut(true);
    }

    /** Returns the requests for a keystore; empty if its settings have no callout info. */
    static Optional<Callout> of(ServedEntries entries) {
        return entries.callout().map(named -> new Callout(named, entries::request, System::nanoTime));
    }

    /**
     * Makes a thread that keeps no class loader or access control context of the application that was the first to need
     * it.
     */
    private static Thread thread(Runnable task) {
        Thread thread = new Thread(null, task, "linuxkeyring-callout", 0, false);
        thread.setContextClassLoader(null);
        thread.setDaemon(true);
        return thread;
    }

    /** A request for an entry, and those who wait for its result. */
    private static final class Request {
        private final CompletableFuture<Boolean> result = new CompletableFuture<>();
        private final boolean isAgain;
        private final long since;
        private long ended;

        Request(boolean isAgain, long since) {
            this.isAgain = isAgain;
            this.since = since;
        }
    }

    /** Returns the aliases that are requested even if the entry has never existed. */
    List<String> named() {
        return named;
    }

    /**
     * Requests the entries that are not being requested yet, and waits for the first that is made.
     *
     * @param made the entries that were made while this handshake waited before and did not serve it; this method adds
     *     to them
     * @param again whether to wait also for entries whose last request failed
     * @return false if none is made in time
     */
    boolean await(Collection<String> aliases, Set<String> made, boolean again) {
        Map<String, Request> pending = new LinkedHashMap<>();
        for (String alias : aliases) {
            Request request = made.contains(alias) ? null : start(alias);
            if (request != null && (again || !request.isAgain)) {
                pending.put(alias, request);
            }
        }
        while (true) {
            // The results are collected once in each round: a request that ended between two checks would be
            // dropped unnoticed.
            List<String> ended = pending.keySet().stream()
                    .filter(alias -> pending.get(alias).result.isDone())
                    .toList();
            boolean isMade = false;
            for (String alias : ended) {
                if (pending.remove(alias).result.join()) {
                    made.add(alias);
                    isMade = true;
                }
            }
            if (isMade) {
                return true;
            }
            pending.values().removeIf(request -> left(request) <= 0);
            if (pending.isEmpty() || !awaitNext(pending.values())) {
                return false;
            }
        }
    }

    /**
     * Forgets the finished requests for entries that exist now, so that these are waited for when they are missing
     * again.
     */
    synchronized void found(Set<String> aliases) {
        requests.entrySet().removeIf(each -> each.getValue().result.isDone() && aliases.contains(each.getKey()));
    }

    private long left(Request request) {
        return LONGEST_WAIT.toNanos() - (nanos.getAsLong() - request.since);
    }

    /** Waits until a request ends or its time is over; returns false if this thread was interrupted. */
    private boolean awaitNext(Collection<Request> pending) {
        long shortest = pending.stream().mapToLong(this::left).min().orElse(0);
        CompletableFuture<?>[] results =
                pending.stream().map(request -> request.result).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.anyOf(results).get(Math.max(shortest, 0), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a result is true or false", e);
        }
    }

    private synchronized Request start(String alias) {
        Request last = requests.get(alias);
        if (last != null && (!last.result.isDone() || nanos.getAsLong() - last.ended < PAUSE.toNanos())) {
            return last;
        }
        Request request = new Request(last != null, nanos.getAsLong());
        requests.remove(alias);
        requests.put(alias, request);
        if (requests.size() > MOST_REMEMBERED) {
            forgetOldestThatEnded();
        }
        try {
            threads.execute(() -> run(alias, request));
        } catch (OutOfMemoryError e) {
            // The JDK throws this if it can start no more threads; the handshake continues without the entry.
            end(alias, request, false);
        }
        return request;
    }

    /** Keeps those that go on: each of them is the only one for its entry. */
    private void forgetOldestThatEnded() {
        Iterator<Request> oldest = requests.values().iterator();
        while (oldest.hasNext()) {
            if (oldest.next().result.isDone()) {
                oldest.remove();
                return;
            }
        }
    }

    private void run(String alias, Request request) {
        boolean isMade = false;
        try {
            isMade = requestKey.test(alias);
        } catch (RuntimeException e) {
            // A caller of getKey is given the reason; the handshake fails as it does without the entry.
            isMade = false;
        } finally {
            end(alias, request, isMade);
        }
    }

    /**
     * Ends a request. A successful one is forgotten, so that the entry is requested at once when it is missing again.
     */
    private synchronized void end(String alias, Request request, boolean isMade) {
        request.ended = nanos.getAsLong();
        if (isMade) {
            requests.remove(alias, request);
        }
        request.result.complete(isMade);
    }
}
