package org.linuxkeyring.tls.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;
import org.linuxkeyring.tls.Managers;

/**
 * A handshake reads the keyring, the entries that may serve it, and eight others, however many there are. An ordinary
 * user's quota has room for few, so that only memory has many.
 */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class HandshakeCallsTest extends OnEachBackend {
    private static final KeyPair PAIR = TestKeys.pair("EC/secp256r1");
    private static final int SWEPT = 8;
    private static final int FEW_LINKS = 128;

    private final Backend backend;
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();

    HandshakeCallsTest(Backend backend) {
        super(backend);
        this.backend = backend;
    }

    private int many(int inMemory) {
        return backend == Backend.MEMORY ? inMemory : 14;
    }

    /** Returns the scratch keyring's keystore, whose system calls are counted by their names in the port. */
    private KeyStore counted() throws Exception {
        KeyStore keyStore = scratch().keyStore();
        Keyctl counting = (Keyctl) Proxy.newProxyInstance(
                Keyctl.class.getClassLoader(), new Class<?>[] {Keyctl.class}, (proxy, method, arguments) -> {
                    calls.merge(method.getName(), 1, Integer::sum);
                    try {
                        return method.invoke(scratch().keyctl(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        Map<String, String> settings = scratch().settings().build().settings();
        Object opened = KeyringKeyStore.of(keyStore);
        Field entries = opened.getClass().getDeclaredField("entries");
        entries.setAccessible(true);
        Method opening = Class.forName(opened.getClass().getPackageName() + ".KeyStoreOpening")
                .getDeclaredMethod("open", Settings.class, Keyctl.class, Optional.class);
        opening.setAccessible(true);
        entries.set(opened, opening.invoke(null, Settings.of(List.of(settings)), counting, Optional.empty()));
        return keyStore;
    }

    private X509ExtendedKeyManager manager() throws Exception {
        KeyManagerFactory factory = KeyManagerFactory.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        factory.init(counted(), null);
        return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    }

    private void setHosts(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            String host = "host" + i + ".example";
            X509Certificate[] chain = TestCertificates.chainFor(host, PAIR.getPublic());
            scratch().keyStore().setKeyEntry(host, PAIR.getPrivate(), null, new X509Certificate[] {chain[0]});
        }
    }

    /**
     * A keyring with few keys is read at each handshake. Of one with many, the number of keys is read, and the entries
     * that may serve are searched for by name; it is read as a whole only in the first handshake of a second, and where
     * no entry is the host's.
     */
    private void assertFew(int candidates) {
        int counted = calls.getOrDefault("linkCount", 0);
        int searched = calls.getOrDefault("search", 0);
        calls.keySet().removeAll(Set.of("linkCount", "search"));
        int listed = calls.getOrDefault("readKeyring", 0);
        calls.remove("readKeyring");
        if (scratch().links().length <= FEW_LINKS) {
            assertEquals(List.of(1, 0, 0), List.of(listed, counted, searched), "reads of the keyring");
        } else {
            assertTrue(listed + counted >= 1 && listed <= 1 && counted <= 1, "reads of the keyring");
            assertTrue(listed == 1 || searched >= 1 && searched <= candidates, "searches: " + searched);
        }
        int read = calls.remove("read");
        assertTrue(read <= SWEPT + candidates, "reads of entries: " + read);
        assertEquals(Map.of(), calls);
    }

    @Test
    void itReadsTheKeyringTheCandidatesAndTheSweepsEntries() throws Exception {
        int count = many(1000);
        setHosts(count);
        X509ExtendedKeyManager manager = manager();
        for (String host : new String[] {"host5.example", "host" + (count - 1) + ".example", "unknown.example", null}) {
            SSLEngine hello = Managers.engine(host);
            Managers.served(manager, "EC", hello);
            calls.clear();

            X509Certificate served = Managers.served(manager, "EC", hello).orElseThrow();

            boolean isKnown = host != null && host.startsWith("host");
            String first = Collections.list(scratch().keyStore().aliases()).get(0);
            assertEquals(scratch().keyStore().getCertificate(isKnown ? host : first), served);
            assertFew(2);
        }
    }

    @Test
    void itReadsNoKeyOfAnotherType() throws Exception {
        setHosts(3);
        X509ExtendedKeyManager manager = manager();
        SSLEngine hello = Managers.engine("host1.example");
        Managers.served(manager, "RSA", hello);
        calls.clear();

        assertTrue(Managers.served(manager, "RSA", hello).isEmpty());
        assertFew(0);
    }

    @Test
    void secretKeysAreNotReadButByTheSweep() throws Exception {
        setHosts(1);
        KeyStore keyStore = scratch().keyStore();
        for (int i = 0; i < many(100); i++) {
            keyStore.setKeyEntry("secret" + i, new SecretKeySpec(new byte[16], "AES"), null, null);
        }
        X509ExtendedKeyManager manager = manager();
        SSLEngine hello = Managers.engine("host0.example");
        Managers.served(manager, "EC", hello);
        calls.clear();

        assertTrue(Managers.served(manager, "EC", hello).isPresent());
        assertFew(1);
    }

    @Test
    void aChainThatIsTrustedTakesAsFewReads() throws Exception {
        KeyStore keyStore = scratch().keyStore();
        X509Certificate[] chain = TestCertificates.chain(PAIR.getPublic(), 2);
        keyStore.setCertificateEntry("root", TestCertificates.root());
        for (X509Certificate authority : TestCertificates.publicAuthorities(many(150))) {
            keyStore.setCertificateEntry("authority" + keyStore.size(), authority);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        factory.init(counted());
        X509TrustManager manager = (X509TrustManager) factory.getTrustManagers()[0];
        manager.checkServerTrusted(chain, "ECDHE_ECDSA");
        calls.clear();

        manager.checkServerTrusted(chain, "ECDHE_ECDSA");
        assertFew(1);
        manager.getAcceptedIssuers();
        assertFew(0);
    }
}
