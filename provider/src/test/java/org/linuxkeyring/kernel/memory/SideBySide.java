package org.linuxkeyring.kernel.memory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.testing.Await;

/** The kernel and memory, in which the same calls are made, and the keys that both have by then. */
final class SideBySide {
    private final Keyctl kernel;
    private final Keyctl memory = new MemoryKeyctl(MemoryQuota.ofOrdinaryUser(), System::nanoTime);
    private final List<Twin> twins = new ArrayList<>();
    private String step = "";

    SideBySide(Keyctl kernel) {
        this.kernel = kernel;
    }

    /** One key, by its serial in memory and in the kernel. */
    record Twin(int inMemory, int inKernel) {}

    /** The serials that keys have in one of the two. */
    interface Serials {
        int of(Twin key);
    }

    /** A call that answers something. */
    interface Call {
        Object on(Keyctl keyctl, Serials serials);
    }

    /** A call that answers nothing. */
    interface Change {
        void on(Keyctl keyctl, Serials serials);
    }

    /** Names the step in what fails from now on. */
    void begin(String name) {
        step = name;
    }

    /** The keys that memory, which collects at once, still has. */
    List<Twin> living() {
        return twins.stream()
                .filter(twin -> outcome(() -> memory.describe(twin.inMemory())) != Errno.ENOKEY)
                .toList();
    }

    /** Makes a call that returns the same in both, or is refused by the same error. */
    void same(Call call) {
        assertSame(call, step);
    }

    private void assertSame(Call call, String message) {
        assertEquals(inKernel(call), inMemory(call), message);
    }

    /** Makes a change that both make or refuse by the same error. */
    void change(Change change) {
        same((keyctl, serials) -> {
            change.on(keyctl, serials);
            return "done";
        });
    }

    /** Makes a call that returns the serial of a key, which may be new, or of none. */
    Optional<Twin> sameKey(Call call) {
        Object there = inKernel(call);
        Object here = inMemory(call);
        if (there instanceof Integer k && here instanceof Integer m && k != Keyctl.NO_KEY && m != Keyctl.NO_KEY) {
            Twin twin = new Twin(m, k);
            boolean isNew = twins.stream().noneMatch(known -> known.inMemory() == m || known.inKernel() == k);
            assertTrue(isNew || twins.contains(twin), step);
            if (isNew) {
                twins.add(twin);
            }
            return Optional.of(twin);
        }
        assertEquals(there, here, step);
        return Optional.empty();
    }

    /** Makes a call that finds a key in both or in neither; which of several is up to the kernel's hashes. */
    boolean findTheSame(Call call) {
        Object there = inKernel(call);
        Object here = inMemory(call);
        assertEquals(there.getClass(), here.getClass(), step);
        assertEquals(there.equals(Keyctl.NO_KEY), here.equals(Keyctl.NO_KEY), step);
        return there instanceof Integer k && here instanceof Integer m && twins.contains(new Twin(m, k));
    }

    /**
     * Makes a call that succeeds in both or is refused by the same error, and concerns keys that are not the test's.
     */
    void sameKindOfAnswer(Call call) {
        Object there = inKernel(call);
        Object here = inMemory(call);
        assertTrue(
                there.equals(here) || there instanceof Integer && here instanceof Integer,
                () -> step + ": the kernel " + there + ", memory " + here);
    }

    /** Compares what both tell of a key: its description, its payload or links, and how long it lives. */
    void assertAlike(Twin twin) {
        String key = step + ": " + outcome(() -> text(memory.describe(twin.inMemory())));
        assertSame((keyctl, serials) -> withoutOwner(keyctl.describe(serials.of(twin))), key);
        // Of a revoked key Linux 6.18 shows that it has expired.
        if (!key.endsWith(Errno.EKEYREVOKED.name())) {
            assertSame((keyctl, serials) -> keyctl.timeLeft(serials.of(twin)), key);
        }
        assertSame((keyctl, serials) -> keyctl.keyringId(serials.of(twin), false) == serials.of(twin), key);
        if (!isDeadLogonKey(twin)) {
            // The payload of a keyring is the serials of its links, which are compared by what they stand for.
            PayloadReader<Object> reader = key.contains(" keyring;") ? ByteBuffer::remaining : SideBySide::hex;
            assertSame((keyctl, serials) -> keyctl.read(serials.of(twin), reader), key);
        }
        if (key.contains(" keyring;")) {
            assertSame(
                    (keyctl, serials) -> Arrays.stream(keyctl.readKeyring(serials.of(twin)))
                            .mapToObj(link -> twins.stream()
                                    .filter(known -> serials.of(known) == link)
                                    .findAny()
                                    .map(Object::toString)
                                    .orElse("another's"))
                            .collect(toSet()),
                    key);
        }
    }

    /** Waits until the kernel's garbage collector, too, has unlinked a key that was invalidated. */
    void awaitCollection(Twin invalidated) throws InterruptedException {
        Call links = (keyctl, serials) -> living().stream()
                .map(keyring -> outcome(() -> IntStream.of(keyctl.readKeyring(serials.of(keyring)))
                        .anyMatch(link -> link == serials.of(invalidated))))
                .anyMatch(Boolean.TRUE::equals);
        if (outcome(() -> memory.describe(invalidated.inMemory())) == Errno.ENOKEY) {
            Await.until(() -> inKernel(links).equals(false), step + ": collection of " + invalidated.inKernel());
        }
    }

    /** Linux 6.12 refuses to read a dead key of a type that is never read as dead, and 6.18 as never read. */
    private boolean isDeadLogonKey(Twin twin) {
        Object described = outcome(() -> memory.describe(twin.inMemory()));
        return (described == Errno.EKEYREVOKED || described == Errno.EKEYEXPIRED)
                && outcome(() -> memory.read(twin.inMemory(), ByteBuffer::remaining)) == Errno.EOPNOTSUPP;
    }

    Object inKernel(Call call) {
        return outcome(() -> call.on(kernel, Twin::inKernel));
    }

    Object inMemory(Call call) {
        return outcome(() -> call.on(memory, Twin::inMemory));
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

    private static String hex(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Memory has one user and one group. */
    private static String withoutOwner(byte[] description) {
        String[] fields = text(description).split(";", 5);
        return fields[0] + ";" + fields[3] + ";" + fields[4];
    }
}
