package org.linuxkeyring.tls;

import java.time.Duration;
import java.util.Collection;
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
 * Has helper programs make entries: each asked for once, by a thread of its own, for all handshakes that wait for it.
 * The kernel's wait for a helper cannot be ended; theirs is.
 */
final class Callout {
    /** After an entry was first asked for, no one waits longer for it. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    /**
     * So long after a failure an entry is not asked for again. A negative key, which most helpers leave, keeps the
     * kernel from starting one for longer.
     */
    static final Duration PAUSE = Duration.ofSeconds(2);

    /** Helpers at once; there are thousands of entries in some keyrings, which may end in the same second. */
    private static final int MOST_HELPERS = 4;

    private static final int MOST_REMEMBERED = 1024;

    private final List<String> named;
    private final Predicate<String> request;
    private final LongSupplier nanos;
    private final ThreadPoolExecutor threads;
    private final Map<String, Asked> asked = new LinkedHashMap<>();

    /** @param nanos a clock as {@link System#nanoTime()} */
    Callout(List<String> named, Predicate<String> request, LongSupplier nanos) {
        this.named = named;
        this.request = request;
        this.nanos = nanos;
        this.threads = new ThreadPoolExecutor(
                MOST_HELPERS, MOST_HELPERS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Callout::thread);
        threads.allowCoreThreadTimeOut(true);
    }

    /** Empty for a keystore whose missing entries no helper makes. */
    static Optional<Callout> of(ServedEntries entries) {
        return entries.callout().map(named -> new Callout(named, entries::request, System::nanoTime));
    }

    /** It keeps nothing of whoever was the first to need it. */
    private static Thread thread(Runnable task) {
        Thread thread = new Thread(null, task, "linuxkeyring-callout", 0, false);
        thread.setContextClassLoader(null);
        thread.setDaemon(true);
        return thread;
    }

    /** One question for an entry, and all who wait for its answer. */
    private static final class Asked {
        private final CompletableFuture<Boolean> answer = new CompletableFuture<>();
        private final boolean isAgain;
        private final long since;
        private long answered;

        Asked(boolean isAgain, long since) {
            this.isAgain = isAgain;
            this.since = since;
        }
    }

    /** Entries that are wanted though they have never been there. */
    List<String> named() {
        return named;
    }

    /**
     * Asks for those that are not being asked for yet, and waits for the first that is made.
     *
     * @param heard those that were made while this handshake waited before, and that are not what it needs; this method
     *     adds to them
     * @param again whether to wait, too, for those that could not be made the last time
     * @return false if none is made in time
     */
    boolean await(Collection<String> aliases, Set<String> heard, boolean again) {
        Map<String, Asked> questions = new LinkedHashMap<>();
        for (String alias : aliases) {
            Asked question = heard.contains(alias) ? null : ask(alias);
            if (question != null && (again || !question.isAgain)) {
                questions.put(alias, question);
            }
        }
        while (true) {
            // Each question is looked at once a round: one that is answered between two looks would be dropped unheard.
            List<String> ended = questions.keySet().stream()
                    .filter(alias -> questions.get(alias).answer.isDone())
                    .toList();
            boolean isMade = false;
            for (String alias : ended) {
                if (questions.remove(alias).answer.join()) {
                    heard.add(alias);
                    isMade = true;
                }
            }
            if (isMade) {
                return true;
            }
            questions.values().removeIf(question -> left(question) <= 0);
            if (questions.isEmpty() || !awaitNext(questions.values())) {
                return false;
            }
        }
    }

    /** Entries that are there, however they came: when they have gone again, they are worth waiting for again. */
    synchronized void found(Set<String> aliases) {
        asked.entrySet().removeIf(each -> each.getValue().answer.isDone() && aliases.contains(each.getKey()));
    }

    private long left(Asked question) {
        return LONGEST_WAIT.toNanos() - (nanos.getAsLong() - question.since);
    }

    /** False if this thread is to end. */
    private boolean awaitNext(Collection<Asked> questions) {
        long shortest = questions.stream().mapToLong(this::left).min().orElse(0);
        CompletableFuture<?>[] answers =
                questions.stream().map(question -> question.answer).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.anyOf(answers).get(Math.max(shortest, 0), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("an answer is true or false", e);
        }
    }

    private synchronized Asked ask(String alias) {
        Asked last = asked.get(alias);
        if (last != null && (!last.answer.isDone() || nanos.getAsLong() - last.answered < PAUSE.toNanos())) {
            return last;
        }
        Asked question = new Asked(last != null, nanos.getAsLong());
        asked.remove(alias);
        asked.put(alias, question);
        if (asked.size() > MOST_REMEMBERED) {
            asked.remove(asked.keySet().iterator().next());
        }
        try {
            threads.execute(() -> answer(alias, question));
        } catch (OutOfMemoryError e) {
            // No more threads can be had, as the JDK says it: the handshake does without.
            answered(alias, question, false);
        }
        return question;
    }

    private void answer(String alias, Asked question) {
        boolean isMade = false;
        try {
            isMade = request.test(alias);
        } catch (RuntimeException e) {
            // To who calls getKey the reason is told; a handshake fails as it does without the entry.
            isMade = false;
        } finally {
            answered(alias, question, isMade);
        }
    }

    /** What was made is forgotten, so that it is asked for at once when it has gone again. */
    private synchronized void answered(String alias, Asked question, boolean isMade) {
        question.answered = nanos.getAsLong();
        if (isMade) {
            asked.remove(alias, question);
        }
        question.answer.complete(isMade);
    }
}
