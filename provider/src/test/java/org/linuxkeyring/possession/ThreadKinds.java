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
 * Every kind of thread that a program may call a keystore from. Made before the keystore is loaded: kernel credentials
 * are handed down when a thread starts, so one that runs already gets nothing of what others do later.
 */
public final class ThreadKinds implements AutoCloseable {
    /** Far more than carriers, so that virtual threads that yield go on in another one. */
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
     * What {@code call} returns in each kind of thread, by its name; virtual threads where the JDK has them, each by
     * number.
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
        // By reflection, since the tests are compiled for Java 17.
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
