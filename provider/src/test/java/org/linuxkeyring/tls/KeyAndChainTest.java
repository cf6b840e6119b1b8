package org.linuxkeyring.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.security.KeyPair;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.testing.Await;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** The key and the chain of a configured alias, for which JSSE makes two calls. */
class KeyAndChainTest {
    private static final String WEB = "web";

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final KeyAndChain keysAndChains = new KeyAndChain(now::get);
    private final PrivateKeyEntry old = entry();
    private final PrivateKeyEntry renewed = entry();

    private static PrivateKeyEntry entry() {
        KeyPair pair = TestKeys.fresh("EC/secp256r1");
        return new PrivateKeyEntry(pair.getPrivate(), TestCertificates.chain(pair.getPublic(), 2));
    }

    private static Supplier<Optional<PrivateKeyEntry>> is(PrivateKeyEntry entry) {
        return () -> Optional.of(entry);
    }

    private void assertChain(PrivateKeyEntry expected, String alias, PrivateKeyEntry current) {
        assertArrayEquals(
                expected.getCertificateChain(),
                keysAndChains.chain(alias, is(current)).orElseThrow());
    }

    private void assertKey(PrivateKeyEntry expected, String alias, PrivateKeyEntry current) {
        assertSame(
                expected.getPrivateKey(), keysAndChains.key(alias, is(current)).orElseThrow());
    }

    @Test
    void theChainIsThatOfTheKeyThatWasAskedForBefore() {
        assertKey(old, WEB, old);
        assertChain(old, WEB, renewed);
    }

    @Test
    void theKeyIsThatOfTheChainThatWasAskedForBefore() {
        assertChain(old, WEB, old);
        assertKey(old, WEB, renewed);
    }

    @Test
    void whatWasAskedForIsUsedOnce() {
        assertKey(old, WEB, old);
        assertChain(old, WEB, renewed);
        assertChain(renewed, WEB, renewed);
    }

    @Test
    void theSameHalfAnotherAliasAndALaterTimeAreQuestionsOfTheirOwn() {
        assertKey(old, WEB, old);
        assertKey(renewed, WEB, renewed);
        assertChain(old, "other", old);
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertKey(renewed, "other", renewed);
    }

    @Test
    void anotherThreadsQuestionIsItsOwn() throws InterruptedException {
        assertKey(old, WEB, old);
        Thread other = new Thread(() -> assertKey(renewed, WEB, renewed));
        other.start();
        other.join();
        assertChain(old, WEB, renewed);
    }

    @Test
    void anEntryThatIsNotThereIsNotRemembered() {
        assertEquals(Optional.empty(), keysAndChains.key(WEB, Optional::empty));
        assertEquals(0, keysAndChains.remembered());
        assertChain(renewed, WEB, renewed);
    }

    @Test
    void noKeyIsKeptForAThreadThatNeverAsksForTheChain() throws InterruptedException {
        WeakReference<PrivateKey> key = new WeakReference<>(
                keysAndChains.key(WEB, () -> Optional.of(entry())).orElseThrow());
        Await.until(
                () -> {
                    System.gc();
                    return key.get() == null;
                },
                "the collection of a key");
    }

    @Test
    void whatIsRememberedOfThreadsIsForgottenInTimeAndBounded() throws InterruptedException {
        for (int i = 0; i < KeyAndChain.MOST_REMEMBERED + 3; i++) {
            Thread thread = new Thread(() -> keysAndChains.key(WEB, is(old)));
            thread.start();
            thread.join();
        }
        assertEquals(KeyAndChain.MOST_REMEMBERED, keysAndChains.remembered());

        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertKey(old, WEB, old);
        assertEquals(1, keysAndChains.remembered());
        assertTrue(keysAndChains.chain(WEB, is(renewed)).isPresent());
        assertEquals(0, keysAndChains.remembered());
    }
}
