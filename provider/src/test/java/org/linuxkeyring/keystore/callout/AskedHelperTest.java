package org.linuxkeyring.keystore.callout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.AdditionalMatchers.aryEq;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keystore.DecodedEntries;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.keystore.ServedEntries;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.testing.Await;
import org.linuxkeyring.testing.TestCertificates;

/** What asks a helper program for a missing entry, and who waits for it. The test plays the program. */
class AskedHelperTest {
    private static final byte[] INFO = bytes("shop=1");

    private final Keyctl memory = OpenBackend.privateMemory();
    private final Keyctl keyctl = mock(Keyctl.class, delegatesTo(memory));

    /** What the program makes, by alias. It refuses every other alias, and makes nothing for {@code unknown}. */
    private final Map<String, X509Certificate> made = new ConcurrentHashMap<>();

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch started = new CountDownLatch(1);

    /** The program waits for this latch when it has made a key. */
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private KeyStore keyStore;

    @BeforeEach
    void openKeyStore() throws Exception {
        doAnswer(call -> {
                    byte[] description = call.getArgument(1);
                    return helper(new String(description, StandardCharsets.UTF_8), call.getArgument(3));
                })
                .when(keyctl)
                .requestKey(any(), any(), aryEq(INFO), anyInt());
        keyStore = open(settings().callout("shop=1").calloutAliases("web", "mail"));
    }

    @AfterEach
    void openTheGate() {
        gate.countDown();
    }

    private static KeyringLoadStoreParameter.Builder settings() {
        return KeyringLoadStoreParameter.builder().keyring("@u").backend(Backend.MEMORY);
    }

    private KeyStore open(KeyringLoadStoreParameter.Builder settings) throws Exception {
        return KeyStoreOn.open(keyctl, settings.build());
    }

    /** The key that the program makes is in the keyring before the request ends, as in the kernel. */
    private int helper(String alias, int keyring) throws Exception {
        asked.add(alias);
        X509Certificate certificate = made.get(alias);
        if (alias.equals("unknown")) {
            return Keyctl.NO_KEY;
        } else if (certificate == null) {
            throw new RefusedCall("request_key", Errno.EKEYREJECTED.number(), alias);
        }
        int key = memory.addKey(bytes("user"), bytes(alias), ByteBuffer.wrap(certificate.getEncoded()), keyring);
        if (gate.getCount() > 0) {
            started.countDown();
            gate.await();
        }
        return key;
    }

    private ServedEntries served(boolean isWrapped) throws Exception {
        return ServedEntries.of(isWrapped ? KeyStoreOn.ofAnotherType(KeyStoreOn.passingOn(keyStore)) : keyStore)
                .orElseThrow();
    }

    /** Returns entries among which {@code here} is made already, and {@code web} can be made. */
    private ServedEntries servedWithEntry(boolean isWrapped) throws Exception {
        made.put("here", TestCertificates.selfSigned("here"));
        made.put("web", TestCertificates.selfSigned("web"));
        keyStore.getKey("here", null);
        return served(isWrapped);
    }

    /** Starts a request whose program waits until the gate is opened. */
    private FutureTask<Boolean> startAndHold(Callable<Boolean> request) throws InterruptedException {
        gate = new CountDownLatch(1);
        FutureTask<Boolean> task = new FutureTask<>(request);
        new Thread(task, "first").start();
        Await.until(() -> started.getCount() == 0, "the program has started");
        return task;
    }

    @Test
    void aRequestForTheEntryItselfAsksOnce() throws Exception {
        made.put("web", TestCertificates.selfSigned("web"));
        assertNull(keyStore.getKey("web", null));
        assertEquals(made.get("web"), keyStore.getCertificate("web"));
        keyStore.getKey("web", null);
        assertEquals(List.of("web"), asked);
    }

    @Test
    void aListingOrAnotherQuestionAsksForNothing() throws Exception {
        made.put("web", TestCertificates.selfSigned("web"));
        assertEquals(List.of(), Collections.list(keyStore.aliases()));
        assertFalse(keyStore.containsAlias("web"));
        assertNull(keyStore.getCertificate("web"));
        assertEquals(List.of(), asked);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSettingsNameWhatIsRequestedBeforehand(boolean isWrapped) throws Exception {
        assertEquals(Optional.of(List.of("web", "mail")), served(isWrapped).callout());
        assertEquals("@u", served(isWrapped).keyring());

        keyStore = open(settings());
        assertEquals(Optional.empty(), served(isWrapped).callout());
    }

    /** All entries have to be known before a missing one is requested, so they are not read one by one. */
    @Test
    void entriesAreReadOneByOneWhereNothingIsMade() throws Exception {
        assertTrue(served(false).linked().isEmpty());
        keyStore = open(settings());
        assertTrue(served(false).linked().isPresent());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRequestTellsWhetherTheEntryIsThereThen(boolean isWrapped) throws Exception {
        ServedEntries served = servedWithEntry(isWrapped);
        assertTrue(served.request("here"));
        assertTrue(served.request("web"));
        assertTrue(served.request("web"));
        assertFalse(served.request("unknown"));
        assertEquals(List.of("here", "web", "unknown"), asked);
        assertEquals(2, served.certificates(DecodedEntries.none()).entries().size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void afterARefusedRequestTheEntryIsAskedForAgain(boolean isWrapped) throws Exception {
        ServedEntries served = served(isWrapped);
        for (int i = 0; i < 2; i++) {
            String told = assertThrows(KeyringException.class, () -> served.request("none"))
                    .getMessage();
            assertTrue(told.contains("alias 'none'"), told);
        }
        assertEquals(List.of("none", "none"), asked);
    }

    /** A read of the key that the program makes would wait for the program. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEntryThatIsBeingMadeIsLeftOutUntilItIsMade(boolean isWrapped) throws Exception {
        ServedEntries served = servedWithEntry(isWrapped);
        FutureTask<Boolean> request = startAndHold(() -> served.request("web"));

        DecodedEntries<X509Certificate> without = served.certificates(DecodedEntries.none());
        assertEquals(Map.of("here", made.get("here")), without.entries());
        assertSame(without, served.certificates(without));
        int web =
                memory.search(memory.keyringId(Keyctl.USER_KEYRING, false), bytes("user"), bytes("web"), Keyctl.NO_KEY);
        verify(keyctl, never()).read(eq(web), any());

        gate.countDown();
        assertTrue(request.get());
        assertEquals(made, served.certificates(without).entries());
    }

    @Test
    void entriesAreNotSearchedForAgainAsLongAsTheirKeysStayAsTheyAre() throws Exception {
        made.put("web", TestCertificates.selfSigned("web"));
        ServedEntries served = served(false);
        served.request("web");
        DecodedEntries<X509Certificate> entries = served.certificates(DecodedEntries.none());
        clearInvocations(keyctl);

        assertSame(entries, served.certificates(entries));
        verify(keyctl, never()).search(anyInt(), any(), any(), anyInt());
    }

    @Test
    void twoThreadsThatWantTheSameEntryTakeTurns() throws Exception {
        made.put("web", TestCertificates.selfSigned("web"));
        ServedEntries served = served(false);
        FutureTask<Boolean> first = startAndHold(() -> served.request("web"));
        FutureTask<Boolean> second = new FutureTask<>(() -> served.request("web"));
        Thread waiting = new Thread(second, "second");
        waiting.start();
        Await.until(() -> waiting.getState() == Thread.State.WAITING, "the second thread waits");

        gate.countDown();
        assertTrue(first.get());
        assertTrue(second.get());
        assertEquals(List.of("web"), asked);
    }
}
