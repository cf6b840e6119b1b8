package org.linuxkeyring.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keystore.ServedEntries;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Await;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;
import org.linuxkeyring.testing.TlsHandshake;

/** Handshakes with entries that a simulated helper program makes, which a test can hold up. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class HelperTest extends OnHelperProgram {
    HelperTest(Backend backend) {
        super(backend);
    }

    private KeyringKeyManager keys() throws Exception {
        return new KeyringKeyManager(
                ServedKeys.of(new Helped(ServedEntries.of(keyStore()).orElseThrow()), alias -> null), "");
    }

    private SSLContext context(X509ExtendedKeyManager keys) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                new X509ExtendedKeyManager[] {keys},
                new X509ExtendedTrustManager[] {Managers.trust(scratch().keyStore())},
                null);
        return context;
    }

    private static Certificate served(SSLContext context) throws Exception {
        return new TlsHandshake(context, context, "TLSv1.3").serverCertificate();
    }

    private static Certificate served(SSLContext context, String host) throws Exception {
        return new TlsHandshake(context, context, new SNIHostName(host)).serverCertificate();
    }

    private X509Certificate host(String host) throws Exception {
        KeyPair pair = TestKeys.fresh("EC/secp256r1");
        X509Certificate[] chain = TestCertificates.chainFor(host, pair.getPublic());
        writer.setKeyEntry(host, pair.getPrivate(), null, chain);
        return chain[0];
    }

    @Test
    void anEntryThatHasGoneIsMadeAnewForTheNextHandshake() throws Exception {
        X509Certificate first = renew(writer, "web");
        helper.put("web", () -> renew(writer, "web"));
        SSLContext context = context(keys());
        assertEquals(first, served(context));
        for (int i = 0; i < 3; i++) {
            writer.deleteEntry("web");
            Certificate renewed = served(context);
            assertNotEquals(first, renewed);
            assertEquals(renewed, served(context));
        }
        assertEquals(List.of("web", "web", "web"), asked());
    }

    @Test
    void theFirstHandshakeHasTheEntriesMadeThatTheSettingNames() throws Exception {
        named = List.of("one.example", "two.example");
        named.forEach(each -> helper.put(each, () -> host(each)));
        SSLContext context = context(keys());

        assertEquals(served(context, "two.example"), writer.getCertificate("two.example"));
        assertEquals(served(context, "one.example"), writer.getCertificate("one.example"));
        assertEquals(Set.of("one.example", "two.example"), new HashSet<>(asked()));
        assertEquals(2, asked().size());
    }

    @Test
    void withoutAnEntryThatItKnowsItAsksForNone() throws Exception {
        SSLContext context = context(keys());
        assertThrows(SSLException.class, () -> served(context));
        assertEquals(List.of(), asked());
    }

    @Test
    void theEntryOfTheCalledNameIsMadeThoughAnotherWouldDo() throws Exception {
        host("one.example");
        host("two.example");
        helper.put("two.example", () -> host("two.example"));
        SSLContext context = context(keys());
        assertEquals(writer.getCertificate("two.example"), served(context, "two.example"));

        writer.deleteEntry("two.example");
        assertEquals(writer.getCertificate("one.example"), served(context, "one.example"));
        assertEquals(List.of(), asked());
        Certificate renewed = served(context, "two.example");
        assertEquals(writer.getCertificate("two.example"), renewed);
        assertEquals(List.of("two.example"), asked());
    }

    @Test
    void aHandshakeWhoseEntryIsThereDoesNotWaitForAnothers() throws Exception {
        host("one.example");
        host("two.example");
        helper.put("two.example", () -> {
            go.await();
            return host("two.example");
        });
        SSLContext context = context(keys());
        served(context, "two.example");
        writer.deleteEntry("two.example");
        FutureTask<Certificate> waiting = new FutureTask<>(() -> served(context, "two.example"));
        new Thread(waiting).start();
        Await.until(() -> asked().equals(List.of("two.example")), "a helper");

        assertEquals(writer.getCertificate("one.example"), served(context, "one.example"));
        assertFalse(waiting.isDone());
        go.countDown();
        assertEquals(waiting.get(), writer.getCertificate("two.example"));
    }

    @Test
    void whatTheHelperDoesNotMakeIsNotAskedForAtEachHandshake() throws Exception {
        host("one.example");
        host("two.example");
        SSLContext context = context(keys());
        served(context, "two.example");
        writer.deleteEntry("two.example");

        for (int i = 0; i < 3; i++) {
            assertEquals(writer.getCertificate("one.example"), served(context, "two.example"));
        }
        assertEquals(List.of("two.example"), asked().subList(0, 1));
        assertTrue(asked().size() < 3, () -> asked().toString());
    }

    /** Wrappers with a configured alias call the key manager like this. */
    @Test
    void theEntryOfAConfiguredAliasIsMadeAnew() throws Exception {
        renew(writer, "web");
        helper.put("web", () -> renew(writer, "web"));
        X509ExtendedKeyManager manager = keys();
        writer.deleteEntry("web");

        assertNotNull(manager.getPrivateKey("web"));
        assertEquals(writer.getCertificate("web"), manager.getCertificateChain("web")[0]);
        assertNull(manager.getPrivateKey("never seen"));
        assertEquals(List.of("web"), asked());
    }

    @Test
    void ofAnEntryThatHasGoneNoKeyIsKept() throws Exception {
        renew(writer, "web");
        X509ExtendedKeyManager manager = keys();
        WeakReference<PrivateKey> key = new WeakReference<>(manager.getPrivateKey("web"));
        writer.deleteEntry("web");
        manager.chooseEngineServerAlias("EC", null, null);
        Await.until(
                () -> {
                    System.gc();
                    return key.get() == null;
                },
                "the collection of a key");
    }

    @Test
    void anEntryThatEndsInTheMiddleOfAHandshakeServesItToItsEnd() throws Exception {
        X509Certificate first = renew(writer, "web");
        X509ExtendedKeyManager manager = keys();
        String chosen = manager.chooseEngineServerAlias("EC", null, null);
        writer.deleteEntry("web");
        assertNotNull(manager.getPrivateKey(chosen));
        assertEquals(first, manager.getCertificateChain(chosen)[0]);
    }

    @Test
    void whatIsMadeAndCannotBeServedEndsNoHandshakeOfTheOthers() throws Exception {
        named = List.of("web");
        helper.put(
                "web", () -> scratch().add("user", "web", ScratchKeyring.bytes("-----BEGIN CERTIFICATE-----\nAAAA\n")));
        X509Certificate other = renew(writer, "other");
        SSLContext context = context(keys());
        assertEquals(other, served(context));
        assertEquals(other, served(context));
    }
}
