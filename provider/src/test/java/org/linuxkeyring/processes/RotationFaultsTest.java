package org.linuxkeyring.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.linux.InterceptedCalls;
import org.linuxkeyring.keystore.KeyStoreOn;

/** A key manager serves a whole pair, and the one that the keyring has, whatever becomes of its replacement. */
class RotationFaultsTest extends OnFaultyKernel {
    private static X509ExtendedKeyManager manager(KeyStore store) throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance("LINUXKEYRING", Place.PROVIDER);
        factory.init(store, null);
        return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    }

    /** Returns the generation of the pair that a handshake is served with; empty where there is none. */
    private static Optional<String> served(X509ExtendedKeyManager manager, Contents contents) {
        String alias = manager.chooseEngineServerAlias("EC", null, null);
        PrivateKey key = alias == null ? null : manager.getPrivateKey(alias);
        X509Certificate[] chain = alias == null ? null : manager.getCertificateChain(alias);
        return key == null || chain == null
                ? Optional.empty()
                : Optional.of("generation " + contents.requireWhole(new KeyStore.PrivateKeyEntry(key, chain)));
    }

    private static String inKeyring(ChangeCases cases) throws GeneralSecurityException, IOException {
        return cases.found().values().iterator().next().contents();
    }

    @ParameterizedTest
    @EnumSource(names = {"REPLACED", "REPLACED_KEEPING_ITS_TIMEOUT", "REPLACED_WITH_POLICY"})
    void whatIsServedAfterAReplacementThatEndsIsWhatTheKeyringHas(Change change) throws Exception {
        assertServesWhatTheKeyringHas(
                change, (cases, nth) -> assertThrows(Throwable.class, () -> cases.make(Fault.deathBefore(nth))));
    }

    @ParameterizedTest
    @EnumSource(names = {"REPLACED", "REPLACED_KEEPING_ITS_TIMEOUT", "REPLACED_WITH_POLICY"})
    void whatIsServedAfterAReplacementThatIsRefusedIsWhatTheKeyringHas(Change change) throws Exception {
        assertServesWhatTheKeyringHas(change, (cases, nth) -> {
            try {
                cases.make(Fault.refusal(nth, Errno.ENOMEM));
            } catch (GeneralSecurityException e) {
                assertTrue(change.declares(e), e::toString);
            }
        });
    }

    /** An attempt to make a change, of which one call fails. */
    @FunctionalInterface
    private interface Attempt {
        void fail(ChangeCases cases, int nth) throws Exception;
    }

    private void assertServesWhatTheKeyringHas(Change change, Attempt attempt) throws Exception {
        ChangeCases cases = cases(change);
        Contents contents = cases.place().contents();
        X509ExtendedKeyManager manager = manager(cases.place().store());
        for (int nth = 1; nth <= cases.calls().size(); nth++) {
            cases.prepare();
            assertEquals(Optional.of("generation 0"), served(manager, contents));
            attempt.fail(cases, nth);
            assertEquals(Optional.of(inKeyring(cases)), served(manager, contents), "call " + nth);
            cases.repeat();
            assertEquals(Optional.of("generation 1"), served(manager, contents));
        }
    }

    /** The manager's methods declare no exception: one that the kernel refuses a call serves an older pair, or none. */
    @Test
    void aManagerWhoseCallsAreRefusedServesWholePairsAndRecovers() throws Exception {
        ChangeCases cases = cases(Change.REPLACED);
        Contents contents = cases.place().contents();
        InterceptedCalls intercepted = new InterceptedCalls();
        KeyStore store =
                KeyStoreOn.open(intercepted.keyctl(), cases.place().settings().build());
        X509ExtendedKeyManager manager = manager(store);
        Fault none = Fault.none();
        replaceUnder(cases, manager);
        intercepted.intercept(none);
        served(manager, contents);
        intercepted.pass();
        for (int nth = 1; nth <= none.calls().size(); nth++) {
            for (Errno errno : errors()) {
                replaceUnder(cases, manager);
                intercepted.intercept(Fault.refusal(nth, errno));
                String where = none.calls().get(nth - 1) + " " + errno;
                try {
                    served(manager, contents);
                } catch (KeyringException e) {
                    assertTrue(e.getMessage().contains(errno.name()), where + ": " + e);
                } finally {
                    intercepted.pass();
                }
                assertEquals(Optional.of("generation 1"), served(manager, contents), where);
            }
        }
    }

    private static void replaceUnder(ChangeCases cases, X509ExtendedKeyManager manager) throws Exception {
        cases.prepare();
        assertEquals(Optional.of("generation 0"), served(manager, cases.place().contents()));
        cases.repeat();
    }
}
