package org.linuxkeyring.kernel.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.linuxkeyring.kernel.Keyctl;

/** Keys in memory under a clock that the test moves, with the quota of an ordinary user. */
class MemoryFixture {
    static final int GC_DELAY = 300;

    /** The clock's time, which is about to overflow, as System.nanoTime may be. */
    private long now = Long.MAX_VALUE - 1;

    final MemoryQuota quota = MemoryQuota.ofOrdinaryUser();
    final Keyctl keyctl = new MemoryKeyctl(quota, this::nanos);
    /** Makes a keyring in the user keyring, possessed as in the user's session. */
    final int ring = keyring("ring", Keyctl.USER_KEYRING);

    private long nanos() {
        return now;
    }

    final void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    final int user(String description, String payload) {
        return user(description, payload, ring);
    }

    final int user(String description, String payload, int keyring) {
        return add("user", description, payload.getBytes(UTF_8), keyring);
    }

    final int keyring(String name, int parent) {
        return add("keyring", name, new byte[0], parent);
    }

    final int add(String type, String description, byte[] payload, int keyring) {
        return keyctl.addKey(type.getBytes(UTF_8), description.getBytes(UTF_8), ByteBuffer.wrap(payload), keyring);
    }

    final String text(int key) {
        return keyctl.read(key, payload -> UTF_8.decode(payload).toString());
    }

    final int search(String description) {
        return keyctl.search(ring, "user".getBytes(UTF_8), description.getBytes(UTF_8), Keyctl.NO_KEY);
    }
}
