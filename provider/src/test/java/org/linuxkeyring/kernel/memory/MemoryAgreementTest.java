package org.linuxkeyring.kernel.memory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;

/**
 * Random calls, each made in memory and in the kernel, answer and refuse the same and leave the same keys.
 *
 * <p>Left out is what differs from one kernel to the next: which of two keys a search meets first, how soon a key that
 * nothing links is gone, and whether a dead key of a type that is never read is refused as dead (Linux 6.12) or as
 * never read (6.18).
 */
@Tag("kernel")
class MemoryAgreementTest {
    private static final int STEPS = 300;
    private static final int MOST_KEYS = 60;
    private static final int[] MASKS = {
        0x3f010000, 0x3f3f0000, 0x37010000, 0x3b010000, 0x2f010000, 0x1b010000, 0x3f3b0000
    };

    private final Keyctl memory = new MemoryKeyctl(MemoryQuota.ofOrdinaryUser(), System::nanoTime);
    private final List<Twin> twins = new ArrayList<>();
    private Keyctl kernel;

    /** One key, by its serial in memory and in the kernel. */
    private record Twin(int inMemory, int inKernel) {}

    private interface Call {
        Object on(Keyctl keyctl, ToIntFunction<Twin> serial);
    }

    @BeforeEach
    void makeScratchKeyrings() {
        try {
            kernel = OpenBackend.of(Backend.KERNEL);
        } catch (KeyringException refused) {
            abort(refused.getMessage());
        }
        String name = "linuxkeyring test " + System.nanoTime();
        twins.add(new Twin(scratchIn(memory, name), scratchIn(kernel, name)));
    }

    private static int scratchIn(Keyctl keyctl, String name) {
        int session = keyctl.keyringId(Keyctl.SESSION_KEYRING, false);
        return keyctl.addKey(bytes("keyring"), bytes(name), ByteBuffer.allocate(0), session);
    }

    @AfterEach
    void removeScratchKeyring() {
        kernel.unlink(twins.get(0).inKernel(), kernel.keyringId(Keyctl.SESSION_KEYRING, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void memoryAndKernelAgree(int seed) {
        Random random = new Random(seed);
        for (int i = 0; i < STEPS; i++) {
            String step = "seed " + seed + ", step " + i;
            List<Twin> living = living();
            int kind = random.nextInt(20);
            // What would shut or empty the first keyring would end the test early.
            int first = kind >= 14 && living.size() > 1 ? 1 : 0;
            Twin key = living.get(random.nextInt(first, living.size()));
            Twin other = living.get(random.nextInt(living.size()));
            String type = random.nextInt(4) == 0 ? "logon" : random.nextInt(3) == 0 ? "keyring" : "user";
            byte[] name = bytes(type + ":" + random.nextInt(6));
            ByteBuffer payload = ByteBuffer.allocate(type.equals("keyring") ? 0 : random.nextInt(20));
            int mask = MASKS[random.nextInt(MASKS.length)];
            if (kind < 7) {
                if (living.size() < MOST_KEYS) {
                    assertSameSerial(
                            (keyctl, serial) -> keyctl.addKey(bytes(type), name, payload, serial.applyAsInt(key)),
                            step);
                }
            } else if (kind == 7) {
                assertSameFinding(
                        (keyctl, serial) -> keyctl.search(serial.applyAsInt(key), bytes(type), name, Keyctl.NO_KEY),
                        step);
            } else {
                assertSame(call(kind, key, other, mask, payload), step);
            }
            living().stream().filter(twin -> twin == key || twin == other).forEach(twin -> assertAlike(twin, step));
        }
        living().forEach(twin -> assertAlike(twin, "seed " + seed + ", end"));
    }

    private static Call call(int kind, Twin key, Twin other, int mask, ByteBuffer payload) {
        return (keyctl, serial) -> {
            int id = serial.applyAsInt(key);
            switch (kind) {
                case 8, 9, 10, 11 -> keyctl.link(id, serial.applyAsInt(other));
                case 12, 13 -> keyctl.unlink(id, serial.applyAsInt(other));
                case 14, 15 -> keyctl.setPermissions(id, mask);
                case 16 -> keyctl.update(id, payload);
                case 17 -> keyctl.setTimeout(id, 10_000);
                case 18 -> keyctl.revoke(id);
                default -> keyctl.clear(id);
            }
            return "done";
        };
    }

    private List<Twin> living() {
        return twins.stream()
                .filter(twin -> outcome(() -> memory.describe(twin.inMemory())) != Errno.ENOKEY)
                .toList();
    }

    private void assertSame(Call call, String step) {
        assertEquals(
                outcome(() -> call.on(kernel, Twin::inKernel)), outcome(() -> call.on(memory, Twin::inMemory)), step);
    }

    /** Also notes the twins, where the call has made them. */
    private void assertSameSerial(Call call, String step) {
        Object inKernel = outcome(() -> call.on(kernel, Twin::inKernel));
        Object inMemory = outcome(() -> call.on(memory, Twin::inMemory));
        if (inKernel instanceof Integer k && inMemory instanceof Integer m) {
            Twin twin = new Twin(m, k);
            boolean isNew = twins.stream().noneMatch(known -> known.inMemory() == m || known.inKernel() == k);
            assertTrue(isNew || twins.contains(twin), step);
            if (isNew) {
                twins.add(twin);
            }
        } else {
            assertEquals(inKernel, inMemory, step);
        }
    }

    private void assertSameFinding(Call call, String step) {
        Object inKernel = outcome(() -> call.on(kernel, Twin::inKernel));
        Object inMemory = outcome(() -> call.on(memory, Twin::inMemory));
        assertEquals(inKernel.getClass(), inMemory.getClass(), step);
        assertEquals(inKernel.equals(Keyctl.NO_KEY), inMemory.equals(Keyctl.NO_KEY), step);
    }

    private void assertAlike(Twin twin, String step) {
        String key = step + ": " + outcome(() -> text(memory.describe(twin.inMemory())));
        assertSame((keyctl, serial) -> withoutOwner(keyctl.describe(serial.applyAsInt(twin))), key);
        assertSame(
                (keyctl, serial) -> keyctl.keyringId(serial.applyAsInt(twin), false) == serial.applyAsInt(twin), key);
        if (!isDeadLogonKey(twin)) {
            assertSame((keyctl, serial) -> keyctl.read(serial.applyAsInt(twin), ByteBuffer::remaining), key);
        }
        if (key.contains(" keyring;")) {
            assertSame(
                    (keyctl, serial) -> Arrays.stream(keyctl.readKeyring(serial.applyAsInt(twin)))
                            .mapToObj(link -> twins.stream()
                                    .filter(known -> serial.applyAsInt(known) == link)
                                    .findAny()
                                    .orElseThrow())
                            .collect(toSet()),
                    key);
        }
    }

    private boolean isDeadLogonKey(Twin twin) {
        return outcome(() -> memory.describe(twin.inMemory())) == Errno.EKEYREVOKED
                && outcome(() -> memory.read(twin.inMemory(), ByteBuffer::remaining)) == Errno.EOPNOTSUPP;
    }

    private static Object outcome(Supplier<Object> call) {
        try {
            return call.get();
        } catch (KeyctlException refused) {
            return refused.errno();
        }
    }

    private static String text(byte[] description) {
        return new String(description, ISO_8859_1);
    }

    private static String withoutOwner(byte[] description) {
        String[] fields = text(description).split(";", 5);
        return fields[0] + ";" + fields[3] + ";" + fields[4];
    }
}
