package org.linuxkeyring.kernel.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.testing.Await;

/** Payloads are off the heap, and are wiped as soon as they are not needed. */
class MemoryWipingTest extends MemoryFixture {
    private static final String SECRET = "a secret";

    private final MemoryKeys keys = new MemoryKeys(MemoryQuota.ofOrdinaryUser(), () -> 0, key -> false);
    private final MemoryKeyring root = keys.makeKeyring("root", 0x3f3f0000, MemoryQuota.Use.WITHIN);

    private MemoryKey key(String description, MemoryKeyring into) {
        MemoryName name = new MemoryName(MemoryKeyType.USER, description);
        return keys.addOrUpdate(name, ByteBuffer.wrap(SECRET.getBytes(US_ASCII)), new MemoryReference(into, true));
    }

    private static boolean isWiped(ByteBuffer bytes) {
        for (int i = 0; i < bytes.capacity(); i++) {
            if (bytes.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private void assertWipedBy(Consumer<MemoryKey> end) {
        MemoryKey key = key("key", root);
        ByteBuffer payload = key.payload().view();
        assertTrue(payload.isDirect());
        assertEquals(SECRET, US_ASCII.decode(payload.duplicate()).toString());

        end.accept(key);

        assertTrue(isWiped(payload));
    }

    @Test
    void anotherPayloadWipesTheOneBefore() {
        assertWipedBy(key -> keys.update(key, ByteBuffer.allocate(1)));
    }

    @Test
    void revocationWipes() {
        assertWipedBy(keys::revoke);
    }

    @Test
    void invalidationWipes() {
        assertWipedBy(keys::destroy);
    }

    @Test
    void theEndOfTheLastLinkWipes() {
        assertWipedBy(key -> keys.unlink(key, root));
        assertWipedBy(key -> keys.clear(root));
    }

    @Test
    void theEndOfTheKeyringThatLinkedItWipes() {
        MemoryReference into = new MemoryReference(root, true);
        MemoryName name = new MemoryName(MemoryKeyType.KEYRING, "below");
        MemoryKeyring below = new MemoryReference(keys.addOrUpdate(name, ByteBuffer.allocate(0), into), true).keyring();
        ByteBuffer payload = key("deep", below).payload().view();

        keys.addOrUpdate(name, ByteBuffer.allocate(0), into);

        assertTrue(isWiped(payload));
    }

    @Test
    void aLinkThatRemainsKeepsThePayload() {
        MemoryKeyring other = keys.makeKeyring("other", 0x3f3f0000, MemoryQuota.Use.WITHIN);
        MemoryKey key = key("key", root);
        keys.link(key, other);

        keys.unlink(key, root);

        assertEquals(SECRET, US_ASCII.decode(key.payload().view()).toString());
    }

    @Test
    void whatAReaderKeepsIsZeros() {
        int key = user("key", SECRET);

        ByteBuffer kept = keyctl.read(key, payload -> payload);

        assertTrue(kept.isDirect());
        assertTrue(isWiped(kept));
        assertEquals(SECRET, text(key));
    }

    @Test
    void aFailingReaderLeavesZerosToo() {
        int key = user("key", SECRET);
        List<ByteBuffer> kept = new ArrayList<>();

        assertThrows(
                IllegalStateException.class,
                () -> keyctl.read(key, payload -> {
                    kept.add(payload);
                    throw new IllegalStateException();
                }));

        assertTrue(isWiped(kept.get(0)));
    }

    /** A MemoryKeyctl may become unreachable with its keys, like the changes of a keystore that was never stored. */
    @Test
    void aPayloadThatIsForgottenIsWiped() throws InterruptedException {
        ByteBuffer payload =
                MemoryPayload.copyOf(ByteBuffer.wrap(SECRET.getBytes(US_ASCII))).view();

        Await.until(
                () -> {
                    System.gc();
                    return isWiped(payload);
                },
                "the collection of the payload");
    }

    /** So the thread of the cleaner, which refers to it, keeps no class loader (RedeployIT). */
    @Test
    void theActionThatWipesIsOfTheJdksClasses() {
        assertNull(Wiping.make().of(Wiping.allocate(1)).getClass().getClassLoader());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513, 32_767, 1 << 20})
    void aPayloadOfAnySizeIsWipedToItsEnd(int size) {
        byte[] secret = new byte[size];
        Arrays.fill(secret, (byte) 1);
        MemoryPayload payload = MemoryPayload.copyOf(ByteBuffer.wrap(secret));
        ByteBuffer view = payload.view();
        assertEquals(ByteBuffer.wrap(secret), view);
        assertEquals(size, payload.size());

        payload.wipe();

        assertTrue(isWiped(view));
    }

    @Test
    void aRefusalNamesTheKeyAndNotThePayload() {
        int key = user("key", "1");

        KeyctlException refused = assertThrows(KeyctlException.class, () -> user("name", SECRET, key));

        assertTrue(
                refused.getMessage().startsWith("add_key of user key \"name\" to keyring " + key + " failed: ENOTDIR"));
        assertFalse(refused.toString().contains(SECRET));
    }
}
