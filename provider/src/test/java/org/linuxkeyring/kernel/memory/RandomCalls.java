package org.linuxkeyring.kernel.memory;

import static org.linuxkeyring.kernel.KeyctlFixture.bytes;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.memory.SideBySide.Twin;
import org.linuxkeyring.testing.Await;

/** A sequence of random calls, made side by side in memory and in the kernel. */
final class RandomCalls {
    private static final int MOST_KEYS = 60;
    private static final int UNCHANGED = -1;
    private static final int NO_SUCH_SPECIAL_ID = -9;
    private static final int PERMISSION_BEYOND_ALL = 0x40000000;
    private static final int[] MASKS = {
        0x3f010000,
        0x3f3f0000,
        0x37010000,
        0x3b010000,
        0x2f010000,
        0x1b010000,
        0x3f3b0000,
        0x3f010101,
        0,
        PERMISSION_BEYOND_ALL
    };
    private static final int[] TIMEOUTS = {10_000, 100_000, 0, -1};
    private static final String[] TYPES = {"user", "user", "user", "logon", "keyring", "keyring", "nosuch", ".odd"};

    private final SideBySide both;
    private final Random random;
    private final String name;
    private boolean hasExpired;

    RandomCalls(SideBySide both, long seed) {
        this.both = both;
        this.random = new Random(seed);
        this.name = "seed " + seed;
    }

    void make(int steps) throws InterruptedException {
        both.begin(name);
        // Below a session keyring of this thread's own, which ends with it.
        both.sameKey((keyctl, serials) -> keyctl.joinSessionKeyring(null));
        for (int i = 0; i < steps; i++) {
            both.begin(name + ", step " + i);
            List<Twin> living = both.living();
            Twin key = any(living);
            Twin other = any(living);
            // What would shut or empty the first keyring would end the sequence early.
            if (living.size() == 1 || random.nextInt(3) > 0) {
                make(key, other, any(living), living.size());
            } else {
                spoil(living.get(1 + random.nextInt(living.size() - 1)));
            }
            both.living().stream().filter(List.of(key, other)::contains).forEach(both::assertAlike);
        }
        both.begin(name + ", end");
        both.living().forEach(both::assertAlike);
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private void make(Twin key, Twin other, Twin third, int size) {
        String type = TYPES[random.nextInt(TYPES.length)];
        String text = random.nextInt(12) == 0 ? ".x" : type + ":" + random.nextInt(6);
        byte[] payload = new byte[type.equals("keyring") && random.nextInt(8) > 0 ? 0 : random.nextInt(20)];
        random.nextBytes(payload);
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> {
                if (size < MOST_KEYS) {
                    both.sameKey((keyctl, serials) ->
                            keyctl.addKey(bytes(type), bytes(text), ByteBuffer.wrap(payload), serials.of(key)));
                }
            }
            case 5 -> search(key, bytes(type), bytes(text), other);
            case 6 -> request(bytes(type), bytes(text), other);
            case 7, 8 -> both.change((keyctl, serials) -> keyctl.link(serials.of(key), serials.of(other)));
            case 9 -> both.change((keyctl, serials) -> keyctl.unlink(serials.of(key), serials.of(other)));
            case 10, 11 ->
                both.change((keyctl, serials) -> keyctl.move(serials.of(key), serials.of(other), serials.of(third)));
            case 12 -> both.change((keyctl, serials) -> keyctl.update(serials.of(key), ByteBuffer.wrap(payload)));
            case 13 -> both.change((keyctl, serials) -> keyctl.chown(serials.of(key), UNCHANGED, UNCHANGED));
            case 14 -> both.same((keyctl, serials) -> keyctl.pkeyQuery(serials.of(key), new byte[0]));
            default -> specialKeyring(other);
        }
    }

    private void search(Twin keyring, byte[] type, byte[] description, Twin destination) {
        boolean isOne = both.findTheSame(
                (keyctl, serials) -> keyctl.search(serials.of(keyring), type, description, Keyctl.NO_KEY));
        if (isOne) {
            both.same((keyctl, serials) ->
                    keyctl.search(serials.of(keyring), type, description, serials.of(destination)) != Keyctl.NO_KEY);
        }
    }

    private void request(byte[] type, byte[] description, Twin destination) {
        boolean isOne =
                both.findTheSame((keyctl, serials) -> keyctl.requestKey(type, description, null, Keyctl.NO_KEY));
        if (isOne) {
            both.same((keyctl, serials) ->
                    keyctl.requestKey(type, description, null, serials.of(destination)) != Keyctl.NO_KEY);
        }
    }

    /** The user's own keyrings are the machine's, too: they are named, and nothing is put into them. */
    private void specialKeyring(Twin destination) {
        int id = random.nextInt(NO_SUCH_SPECIAL_ID, 0);
        boolean create = random.nextBoolean();
        switch (id) {
            case Keyctl.THREAD_KEYRING, Keyctl.PROCESS_KEYRING, Keyctl.SESSION_KEYRING ->
                both.sameKey((keyctl, serials) -> keyctl.keyringId(id, create));
            case NO_SUCH_SPECIAL_ID ->
                both.sameKindOfAnswer(
                        (keyctl, serials) -> keyctl.persistentKeyring(UNCHANGED, serials.of(destination)));
            default -> both.sameKindOfAnswer((keyctl, serials) -> keyctl.keyringId(id, create));
        }
    }

    private void spoil(Twin key) throws InterruptedException {
        int mask = MASKS[random.nextInt(MASKS.length)];
        int timeout = TIMEOUTS[random.nextInt(TIMEOUTS.length)];
        switch (random.nextInt(12)) {
            case 0, 1 -> both.change((keyctl, serials) -> keyctl.setPermissions(serials.of(key), mask));
            case 2, 3 -> both.change((keyctl, serials) -> keyctl.setTimeout(serials.of(key), timeout));
            case 4 -> both.change((keyctl, serials) -> keyctl.revoke(serials.of(key)));
            case 5 -> both.change((keyctl, serials) -> keyctl.clear(serials.of(key)));
            case 6, 7 -> {
                both.change((keyctl, serials) -> keyctl.invalidate(serials.of(key)));
                both.awaitCollection(key);
            }
            case 8 -> restrict(key);
            case 9 -> expire(key);
            case 10 -> join();
            default -> both.change((keyctl, serials) -> keyctl.unlink(serials.of(key), Keyctl.SESSION_KEYRING));
        }
    }

    private void restrict(Twin keyring) {
        String[][] restrictions = {{null, null}, {"user", "x"}, {"nosuch", "x"}, {"user", null}, {null, "x"}};
        String[] drawn = restrictions[random.nextInt(restrictions.length)];
        both.change((keyctl, serials) -> keyctl.restrictKeyring(
                serials.of(keyring),
                drawn[0] == null ? null : bytes(drawn[0]),
                drawn[1] == null ? null : bytes(drawn[1])));
    }

    /** Once in a sequence, since it takes a second. */
    private void expire(Twin key) throws InterruptedException {
        if (hasExpired) {
            return;
        }
        both.change((keyctl, serials) -> keyctl.setTimeout(serials.of(key), 1));
        SideBySide.Call describe = (keyctl, serials) -> keyctl.describe(serials.of(key));
        if (both.inMemory((keyctl, serials) -> keyctl.timeLeft(serials.of(key))).equals("0s")) {
            Await.until(() -> both.inKernel(describe) == Errno.EKEYEXPIRED, "expiry in the kernel");
            Await.until(() -> both.inMemory(describe) == Errno.EKEYEXPIRED, "expiry in memory");
            hasExpired = true;
        }
    }

    /** What the former session keyring links is out of reach then; so it comes about seldom. */
    private void join() {
        if (random.nextInt(10) == 0) {
            byte[] session = random.nextBoolean() ? null : bytes("session " + random.nextInt(3));
            both.sameKey((keyctl, serials) -> keyctl.joinSessionKeyring(session));
        }
    }
}
