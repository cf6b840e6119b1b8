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
 * Starts the thread of {@link OwnerThread}. A pool of the JDK's is taken because its factory leaves out the context
 * class loader and, before Java 24, the access control context of whoever called first: either would keep an
 * application that the server has dropped.
 */
final class OwnerPool {
    private static final String NAME = "linuxkeyring-owner";

    /** It is not to end for want of calls, since the keys would go with it. */
    private static final long DAYS_TO_WAIT = 365_000;

    private static final Cleaner CLEANER = Cleaner.create();

    private OwnerPool() {}

    /** A pool of one daemon thread, which ends when nothing refers to {@code owner} any more. */
    static ForkJoinPool startFor(Object owner) {
        // Where the one thread waits for another, the pool is not to make one more, nor to refuse.
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
        // The thread inherits thread locals from the one that starts it, and so none.
        Runnable end = CompletableFuture.supplyAsync(
                        () -> begin(pool), task -> new Thread(null, task, NAME, 0, false).start())
                .join();
        CLEANER.register(owner, end);
        return pool;
    }

    /** Has the thread begin, and make what ends it: of no class of ours either, since the cleaner's thread holds it. */
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
