package org.linuxkeyring.kernel;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.ref.Cleaner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Starts the thread of {@link OwnerThread}. It is a pool of the JDK's because that pool's factory takes over neither
 * the context class loader nor, before Java 24, the access control context of the first caller. Either would keep in
 * memory an application that the server has dropped.
 */
final class OwnerPool {
    private static final String NAME = "linuxkeyring-owner";

    /** The thread must not end for want of calls, since the keys would go with it. */
    private static final long DAYS_TO_WAIT = 365_000;

    private static final Cleaner CLEANER = Cleaner.create();

    private OwnerPool() {}

    /** Returns a pool of one daemon thread, which ends when nothing refers to {@code owner} any more. */
    static ForkJoinPool startFor(Object owner) {
        // Where the one thread waits for another, the pool must neither make one more thread nor refuse to wait.
        Predicate<ForkJoinPool> waits = Predicate.not(Predicate.isEqual(null));
        ForkJoinPool pool = new ForkJoinPool(
                1,
                ForkJoinPool.defaultForkJoinWorkerThreadFactory,
                null,
                true,
                1,
                1,
                0,
                waits,
                DAYS_TO_WAIT,
                TimeUnit.DAYS);
        // The pool's thread inherits the thread locals of the thread that starts it, which has none.
        Runnable end = CompletableFuture.supplyAsync(
                        () -> begin(pool), task -> new Thread(null, task, NAME, 0, false).start())
                .join();
        CLEANER.register(owner, end);
        return pool;
    }

    /**
     * Starts the pool's thread, and returns the action that ends it. That action is of the JDK's classes alone too,
     * since the cleaner's thread refers to it.
     */
    private static Runnable begin(ForkJoinPool pool) {
        return pool.submit(() -> {
                    Thread.currentThread().setName(NAME);
                    MethodHandle shutdown = MethodHandles.publicLookup()
                            .findVirtual(ForkJoinPool.class, "shutdown", methodType(void.class))
                            .bindTo(pool);
                    return MethodHandleProxies.asInterfaceInstance(Runnable.class, shutdown);
                })
                .join();
    }
}
