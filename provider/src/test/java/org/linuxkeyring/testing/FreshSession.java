package org.linuxkeyring.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.opentest4j.TestAbortedException;

/**
 * Runs each test in a thread with a new session keyring, which is cleared after it: no test sees or leaves anything in
 * the keyrings of the machine's user. Aborts the test where the kernel refuses key calls.
 */
public final class FreshSession implements InvocationInterceptor {
    /** Whatever else keeps the kernel's keys out of reach, such as JNA that does not load, is a failure. */
    private static final Pattern REFUSED = Pattern.compile("ENOSYS|EPERM");

    @Override
    public void interceptTestMethod(
            Invocation<Void> test, ReflectiveInvocationContext<Method> context, ExtensionContext extension)
            throws Throwable {
        run(test);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> test, ReflectiveInvocationContext<Method> context, ExtensionContext extension)
            throws Throwable {
        run(test);
    }

    /** What the keys in the calling test's session keyring are called. */
    public static Set<String> descriptions() {
        Keyctl keyctl = OpenBackend.of(Backend.KERNEL);
        return IntStream.of(keyctl.readKeyring(Keyctl.SESSION_KEYRING))
                .mapToObj(key -> new String(keyctl.describe(key), UTF_8).split(";", 5)[4])
                .collect(Collectors.toSet());
    }

    private static void run(Invocation<Void> test) throws Throwable {
        call(() -> {
            try {
                return test.proceed();
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Runs {@code body} in a thread with a new session keyring and hands back what it returns or throws. */
    public static <T> T call(Callable<T> body) throws Throwable {
        FutureTask<T> inNewSession = new FutureTask<>(() -> {
            int session = join();
            try {
                return body.call();
            } finally {
                clear(session);
            }
        });
        Thread thread = new Thread(inNewSession, "fresh session");
        thread.start();
        try {
            return inNewSession.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    /**
     * Java's thread that waits for a child process has the credentials of the one that started it, and lives on for a
     * minute: until then the session's keys would count against the quota.
     */
    private static void clear(int session) {
        try {
            OpenBackend.of(Backend.KERNEL).clear(session);
        } catch (KeyringException e) {
            // A test of a session that is revoked or takes no change leaves it so, and nothing in it.
        }
    }

    /** The calling thread's session keyring only: credentials are each thread's own. */
    private static int join() {
        try {
            return OpenBackend.of(Backend.KERNEL).joinSessionKeyring(null);
        } catch (KeyringException e) {
            if (REFUSED.matcher(e.getMessage()).find()) {
                throw new TestAbortedException(e.getMessage(), e);
            }
            throw e;
        }
    }
}
