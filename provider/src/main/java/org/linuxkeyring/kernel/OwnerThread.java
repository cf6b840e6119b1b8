package org.linuxkeyring.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;

/**
 * Does all calls in one daemon thread of the JVM. Kernel credentials belong to a thread: a thread keyring is seen by
 * that thread alone, and a process keyring by the threads started after it was made (process-keyring(7)); what one
 * thread owns, all Java threads can share through it.
 *
 * <p>The thread lives as long as this class does. While it waits it refers to classes of the JVM's alone, so that an
 * application server can drop the application that brought this class; then the thread ends, and its keyrings with it.
 */
public final class OwnerThread {
    private static final ForkJoinPool OWNER = OwnerPool.startFor(OwnerThread.class);

    /** One for each backend, so that a key is the same to all who use it. */
    private static final Map<Keyctl, Keyctl> CONFINED = new ConcurrentHashMap<>();

    private OwnerThread() {}

    /**
     * The same calls, done by the owner thread; at once where it is that thread which calls, as from a
     * {@link Keyctl.PayloadReader}.
     */
    public static Keyctl confine(Keyctl keyctl) {
        return CONFINED.computeIfAbsent(keyctl, OwnerThread::confined);
    }

    private static Keyctl confined(Keyctl keyctl) {
        return (Keyctl) Proxy.newProxyInstance(
                Keyctl.class.getClassLoader(), new Class<?>[] {Keyctl.class}, (proxy, method, arguments) -> {
                    try {
                        // join, unlike get, is not interruptible: no caller is torn from the answer of a call that was
                        // made.
                        return ForkJoinTask.getPool() == OWNER
                                ? call(keyctl, method, arguments)
                                : CompletableFuture.supplyAsync(() -> call(keyctl, method, arguments), OWNER)
                                        .join();
                    } catch (CompletionException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Object call(Keyctl keyctl, Method method, Object[] arguments) {
        try {
            return method.invoke(keyctl, arguments);
        } catch (InvocationTargetException e) {
            throw new CompletionException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
