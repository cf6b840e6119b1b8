package org.linuxkeyring.fleet.follow;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.linuxkeyring.fleet.message.Recipient;
import org.linuxkeyring.fleet.message.TestFleet;
import org.linuxkeyring.fleet.store.FleetStore;
import org.linuxkeyring.spec.Backend;

/** A service on the kernel's keyrings that ends when the store has its first report. */
final class OneRound {
    static final Duration LEASE = Duration.ofHours(1);

    private OneRound() {}

    /** Runs in this thread, which makes all calls to the kernel. */
    static void run(FleetStore store, Recipient recipient, Path versions) throws IOException, InterruptedException {
        AtomicReference<Follower> follower = new AtomicReference<>();
        FleetStore reported = (FleetStore) Proxy.newProxyInstance(
                FleetStore.class.getClassLoader(), new Class<?>[] {FleetStore.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(store, arguments);
                        if (method.getName().equals("put")) {
                            follower.get().close();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        follower.set(Follower.of(
                reported,
                RunningFollower.KEYS,
                recipient,
                new OwnKeyrings(Backend.KERNEL),
                versions,
                new Lease(LEASE),
                Clock.fixed(TestFleet.PUBLISHED, ZoneOffset.UTC),
                () -> 0,
                new RecordingLog()));
        follower.get().run();
    }
}
