package org.linuxkeyring.keystore.callout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.fixture.Pem;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keystore.DecodedEntries;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.keystore.ServedEntries;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** What is read of all entries together, as TLS reads them where a helper program may make what is missing. */
class ReadTogetherTest {
    private final Keyctl memory = OpenBackend.privateMemory();
    private final Keyctl keyctl = mock(Keyctl.class, delegatesTo(memory));
    private final int ring = memory.keyringId(Keyctl.USER_KEYRING, false);
    private ServedEntries served;

    @BeforeEach
    void open() throws Exception {
        KeyringLoadStoreParameter settings = KeyringLoadStoreParameter.builder()
                .keyring("@u")
                .backend(Backend.MEMORY)
                .callout("shop=1")
                .build();
        served = ServedEntries.of(KeyStoreOn.open(keyctl, settings)).orElseThrow();
    }

    private int add(String alias, byte[] payload) {
        return memory.addKey(bytes("user"), bytes(alias), ByteBuffer.wrap(payload), ring);
    }

    private int addCertificate(String alias) throws Exception {
        return add(alias, TestCertificates.selfSigned(alias).getEncoded());
    }

    /** Reads the entries after a change, and once more: as long as nothing changes no entry is searched for. */
    private DecodedEntries<X509Certificate> assertReadOnce(
            DecodedEntries<X509Certificate> before, Set<String> aliases) {
        DecodedEntries<X509Certificate> after = served.certificates(before);
        assertEquals(aliases, after.entries().keySet());
        clearInvocations(keyctl);
        assertSame(after, served.certificates(after));
        verify(keyctl, never()).search(anyInt(), any(), any(), anyInt());
        return after;
    }

    @Test
    void afterAnEntryHasComeOrGoneTheOthersAreReadOnceMoreAndNoMore() throws Exception {
        int one = addCertificate("one");
        DecodedEntries<X509Certificate> first = assertReadOnce(DecodedEntries.none(), Set.of("one"));
        addCertificate("two");
        DecodedEntries<X509Certificate> second = assertReadOnce(first, Set.of("one", "two"));
        memory.unlink(one, ring);
        assertReadOnce(second, Set.of("two"));
    }

    /** Another process takes an entry out of the keyring after the snapshot, and puts it back after the listing. */
    @Test
    void anEntryThatIsAwayForAMomentIsBackAtTheNextRead() throws Exception {
        int one = addCertificate("one");
        DecodedEntries<X509Certificate> before = served.certificates(DecodedEntries.none());
        int two = addCertificate("two");
        memory.link(one, memory.keyringId(Keyctl.PROCESS_KEYRING, true));
        doAnswer(call -> {
                    memory.unlink(one, ring);
                    return delegatesTo(memory).answer(call);
                })
                .doAnswer(call -> {
                    memory.link(one, ring);
                    return delegatesTo(memory).answer(call);
                })
                .doAnswer(delegatesTo(memory))
                .when(keyctl)
                .read(eq(two), any());

        DecodedEntries<X509Certificate> without = served.certificates(before);

        assertEquals(Set.of("two"), without.entries().keySet());
        assertEquals(
                Set.of("one", "two"), served.certificates(without).entries().keySet());
    }

    @Test
    void whatCannotBeDecodedIsLeftOutWithTheReason() throws Exception {
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        addCertificate("ca");
        add("alone", Pem.of(pair));
        DecodedEntries<X509Certificate> certificates = served.certificates(DecodedEntries.none());
        assertEquals(Set.of("ca"), certificates.entries().keySet());
        assertTrue(certificates.refusal().orElseThrow().getMessage().contains("it has no certificate"));

        DecodedEntries<PrivateKeyEntry> keys = served.privateKeys(DecodedEntries.none(), alias -> {
            throw new IllegalStateException("no password for " + alias);
        });
        assertEquals(Map.of(), keys.entries());
        assertTrue(keys.refusal().orElseThrow().getMessage().contains("no password for alone"));

        add("whole", Pem.of(pair, TestCertificates.chain(pair.getPublic(), 1)));
        assertEquals(
                Set.of("whole"),
                served.privateKeys(keys, alias -> null).entries().keySet());
    }
}
