package org.linuxkeyring.keystore;

import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.store.KeyringEntries;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Permissions;

/**
 * A program that stores a new entry with a policy, and is killed by SIGKILL before one of the calls that this takes,
 * whichever thread makes it.
 */
public final class DyingWriter {
    static final String MADE = "made";

    private DyingWriter() {}

    /** Runs with the arguments keyring, number of the call from 1, and permission mask. */
    public static void main(String[] arguments) {
        AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
        KeyringEntries entries = new KeyringEntries(
                new Keyrings(dying(OpenBackend.of(Backend.KERNEL), left)).at(KeyringPath.of(arguments[0]), false));
        EntryPolicy policy =
                EntryPolicy.NONE.expiringIn(Duration.ofSeconds(3600)).permitting(Permissions.of(arguments[2]));
        left.set(Integer.parseInt(arguments[1]));
        entries.put(new KeyName(KeyType.USER, Description.of("new")), ByteBuffer.wrap(bytes("secret")), policy);
        System.out.println(MADE);
    }

    private static Keyctl dying(Keyctl kernel, AtomicInteger left) {
        return (Keyctl) Proxy.newProxyInstance(
                Keyctl.class.getClassLoader(), new Class<?>[] {Keyctl.class}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Keyctl.class && left.decrementAndGet() == 0) {
                        die();
                    }
                    try {
                        return method.invoke(kernel, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void die() throws IOException {
        new ProcessBuilder("sh", "-c", "kill -KILL " + ProcessHandle.current().pid()).start();
        while (true) {
            LockSupport.park();
        }
    }
}
