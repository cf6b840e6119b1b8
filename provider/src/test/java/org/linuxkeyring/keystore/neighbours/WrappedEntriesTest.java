package org.linuxkeyring.keystore.neighbours;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.KeyStoreSpi;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keystore.DecodedEntries;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.keystore.ServedEntries;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/**
 * The entries of a keystore of another type that passes on what a LINUXKEYRING keystore answers, and answers some
 * questions itself.
 */
class WrappedEntriesTest {
    private final ScratchKeyring scratch = ScratchKeyring.of(Backend.MEMORY);
    private final KeyPair pair = TestKeys.pair("EC/secp256r1");
    private final X509Certificate[] chain = TestCertificates.chain(pair.getPublic(), 2);
    private final X509Certificate[] otherChain = TestCertificates.chainFor("other", pair.getPublic());
    private KeyStoreSpi wrapper;
    private ServedEntries served;

    @BeforeEach
    void wrap() throws Exception {
        KeyStore keyStore = scratch.keyStore();
        keyStore.setKeyEntry("web", pair.getPrivate(), null, chain);
        wrapper = KeyStoreOn.passingOn(keyStore);
        served = ServedEntries.of(KeyStoreOn.ofAnotherType(wrapper)).orElseThrow();
    }

    @AfterEach
    void close() {
        scratch.close();
    }

    private DecodedEntries<PrivateKeyEntry> read(DecodedEntries<PrivateKeyEntry> last) {
        return served.privateKeys(last, alias -> null);
    }

    private DecodedEntries<PrivateKeyEntry> read() {
        return read(DecodedEntries.none());
    }

    @Test
    void anEntryThatIsRefusedCostsItselfAloneAndIsNoChange() throws Exception {
        scratch.keyStore().setKeyEntry("mail", pair.getPrivate(), null, chain);
        UnrecoverableKeyException refusal = new UnrecoverableKeyException("wrong password");
        doThrow(refusal).when(wrapper).engineGetKey(eq("web"), any());

        DecodedEntries<PrivateKeyEntry> entries = read();
        assertEquals(Set.of("mail"), entries.entries().keySet());
        assertSame(refusal, entries.refusal().orElseThrow());
        assertSame(entries, read(entries));
    }

    @Test
    void aKeyIsReadAgainOnlyIfTheChainChanges() throws Exception {
        DecodedEntries<PrivateKeyEntry> entries = read();
        assertSame(entries, read(entries));
        verify(wrapper, times(1)).engineGetKey(eq("web"), any());

        doReturn(otherChain).when(wrapper).engineGetCertificateChain("web");
        assertEquals(otherChain[0], read(entries).entries().get("web").getCertificate());
        verify(wrapper, times(2)).engineGetKey(eq("web"), any());
    }

    /** Nobody can tell whether such a key has been replaced by another under the same certificate. */
    @Test
    void aKeyWhoseEncodingCannotBeReadIsReadEachTime() throws Exception {
        PrivateKey first = unreadable();
        doReturn(first).when(wrapper).engineGetKey(eq("web"), any());
        DecodedEntries<PrivateKeyEntry> entries = read();
        assertSame(first, entries.entries().get("web").getPrivateKey());
        assertSame(entries, read(entries));

        PrivateKey second = unreadable();
        doReturn(second).when(wrapper).engineGetKey(eq("web"), any());
        DecodedEntries<PrivateKeyEntry> after = read(entries);
        assertNotSame(entries, after);
        assertSame(second, after.entries().get("web").getPrivateKey());
    }

    private static PrivateKey unreadable() {
        PrivateKey key = mock(PrivateKey.class);
        doReturn("EC").when(key).getAlgorithm();
        return key;
    }

    @Test
    void aKeyThatIsReplacedWhileItIsReadIsReadAgainWithItsChain() throws Exception {
        doReturn(chain, (Object) otherChain).when(wrapper).engineGetCertificateChain("web");
        assertEquals(otherChain[0], read().entries().get("web").getCertificate());
        verify(wrapper, times(2)).engineGetKey(eq("web"), any());
    }

    @Test
    void aKeyThatIsReplacedAllTheTimeIsGivenUpAtLast() throws Exception {
        boolean[] isOther = {false};
        doAnswer(call -> {
                    isOther[0] = !isOther[0];
                    return isOther[0] ? otherChain : chain;
                })
                .when(wrapper)
                .engineGetCertificateChain("web");
        DecodedEntries<PrivateKeyEntry> entries = read();
        assertEquals(Map.of(), entries.entries());
        String told = entries.refusal().orElseThrow().getMessage();
        assertTrue(told.contains("it is being replaced all the time"), told);
    }

    /** A wrapper may name the certificate of a secret key, say, which the JDK's trust managers do not take. */
    @Test
    void onlyTheCertificateOfAKeyOrATrustedOneCounts() throws Exception {
        assertEquals(
                Map.of("web", chain[0]),
                served.certificates(DecodedEntries.none()).entries());
        doReturn(false).when(wrapper).engineIsKeyEntry("web");
        assertEquals(Map.of(), served.certificates(DecodedEntries.none()).entries());
        doReturn(true).when(wrapper).engineIsCertificateEntry("web");
        assertEquals(
                Map.of("web", chain[0]),
                served.certificates(DecodedEntries.none()).entries());
    }
}
