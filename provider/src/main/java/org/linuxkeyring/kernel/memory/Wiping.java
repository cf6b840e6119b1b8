package org.linuxkeyring.kernel.memory;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The actions that wipe memory, of the JDK's classes alone. A cleaner's thread refers to the action of each buffer that
 * is in use. If that were of a class of ours, the thread would keep its class loader, with the static backend, all of
 * whose buffers are in use: an application that a server drops would stay, and its keys with it.
 */
final class Wiping {
    private static final int CHUNK = 512;

    private final Consumer<ByteBuffer> wiper;

    private Wiping(Consumer<ByteBuffer> wiper) {
        this.wiper = wiper;
    }

    /**
     * Makes the actions. Until Java 21 a proxy of a method handle belongs to the context class loader, so that a pool's
     * thread makes it, which has the system's.
     */
    static Wiping make() {
        ForkJoinPool pool = new ForkJoinPool(1);
        try {
            return new Wiping(CompletableFuture.supplyAsync(Wiping::wiper, pool).join());
        } finally {
            pool.shutdown();
        }
    }

    /** Returns a consumer that writes zeros, chunk after chunk, from a buffer's beginning to its end. */
    @SuppressWarnings("unchecked")
    private static Consumer<ByteBuffer> wiper() {
        MethodHandles.Lookup jdk = MethodHandles.publicLookup();
        try {
            MethodHandle capacity = jdk.findVirtual(ByteBuffer.class, "capacity", methodType(int.class));
            MethodHandle quotient =
                    jdk.findStatic(Integer.class, "divideUnsigned", methodType(int.class, int.class, int.class));
            MethodHandle chunks =
                    MethodHandles.filterReturnValue(capacity, MethodHandles.insertArguments(quotient, 1, CHUNK));
            MethodHandle put = jdk.findVirtual(ByteBuffer.class, "put", methodType(ByteBuffer.class, byte[].class));
            MethodHandle zeros = MethodHandles.insertArguments(put, 1, new byte[CHUNK])
                    .asType(methodType(void.class, ByteBuffer.class));
            MethodHandle wipe =
                    MethodHandles.countedLoop(chunks, null, MethodHandles.dropArguments(zeros, 0, int.class));
            return MethodHandleProxies.asInterfaceInstance(Consumer.class, wipe);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("every JDK has these methods", e);
        }
    }

    /** Returns memory for so many bytes or some more. */
    static ByteBuffer allocate(int size) {
        return ByteBuffer.allocateDirect((size + CHUNK - 1) / CHUNK * CHUNK);
    }

    /**
     * Returns the action that wipes memory which {@link #allocate} has returned and whose position is still 0. It is
     * the task that a CompletableFuture hands to its executor.
     */
    Runnable of(ByteBuffer memory) {
        AtomicReference<Runnable> task = new AtomicReference<>();
        CompletableFuture.completedFuture(memory).thenAcceptAsync(wiper, task::set);
        return task.get();
    }
}
