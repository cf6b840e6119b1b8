package org.linuxkeyring.possession;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;

/**
 * The kinds of thread from which a program may call a keystore. They are started before the keystore is loaded: a
 * thread gets its kernel credentials when it starts, and none of the changes that other threads make later.
 */
public final class ThreadKinds implements AutoCloseable {
    /**
     * The number of virtual threads, which is far more than there are carriers, so that threads that yield continue on
     * another carrier.
     */
    private static final int VIRTUAL_THREADS = 40;

    /** The Java version that brought virtual threads (JEP 444). */
    static final int VIRTUAL_SINCE = 21;

    private final ExecutorService early = Executors.newSingleThreadExecutor();
    private final ForkJoinPool late = new ForkJoinPool(2);

    private ThreadKinds() {}

    /** Starts the threads that are to run before any keystore is loaded. */
    public static ThreadKinds started() throws Exception {
        ThreadKinds kinds = new ThreadKinds();
        kinds.early.submit(() -> {}).get();
        ForkJoinPool.commonPool().submit(() -> {}).get();
        return kinds;
    }

    /**
     * Runs {@code call} in each kind of thread, and returns the results by the kind's name; virtual threads, if the JDK
     * has them, are numbered.
     */
    public <T> Map<String, T> all(Callable<T> call) throws Exception {
        Map<String, T> results = new LinkedHashMap<>();
        results.put("main thread", call.call());
        results.put("earlier thread", in(early, call));
        results.put("later thread", in(ThreadKinds::inNewThread, call));
        results.put("common pool", in(ForkJoinPool.commonPool(), call));
        results.put("pool of its own", in(late, call));
        if (haveVirtualThreads()) {
            int number = 0;
            for (T result : inVirtualThreads(call)) {
                results.put("virtual thread " + number++, result);
            }
        }
        return results;
    }

    private static boolean haveVirtualThreads() {
        return Runtime.version().feature() >= VIRTUAL_SINCE;
    }

    private static void inNewThread(Runnable task) {
        new Thread(task, "later").start();
    }

    private static <T> T in(Executor executor, Callable<T> call) throws Exception {
        FutureTask<T> task = new FutureTask<>(call);
        executor.execute(task);
        return task.get();
    }

    private static <T> List<T> inVirtualThreads(Callable<T> call) throws Exception {
        // The tests are compiled for Java 17, so this method is called by reflection.
        ExecutorService executor = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        try {
            List<FutureTask<T>> tasks = new ArrayList<>();
            for (int i = 0; i < VIRTUAL_THREADS; i++) {
                FutureTask<T> task = new FutureTask<>(call);
                executor.execute(task);
                tasks.add(task);
            }
            List<T> results = new ArrayList<>();
            for (FutureTask<T> task : tasks) {
                results.add(task.get());
            }
            return results;
        } finally {
            executor.shutdown();
        }
    }

    @Override
    public void close() {
        early.shutdown();
        late.shutdown();
    }
}
