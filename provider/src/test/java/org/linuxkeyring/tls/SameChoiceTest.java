package org.linuxkeyring.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.tls.RandomIdentities.Identity;

/**
 * The key manager makes the choice that the JDK's makes among all entries, though it reads only some of them. Sets of
 * entries and hellos are random; the system property {@code choice.seed} repeats a run, and {@code choice.sets} sets
 * the number of sets, for each of which there are 50 hellos.
 */
class SameChoiceTest extends OnScratchKeyring {
    private static final long SEED = Long.getLong("choice.seed", System.nanoTime());
    private static final int SETS = Integer.getInteger("choice.sets", 40);
    private static final int HELLOS = 50;
    private static final int MOST_ENTRIES = 30;
    private static final int CERTIFICATES = 250;

    private static final List<String> HOSTS = List.of(
            "one.example",
            "ONE.EXAMPLE",
            "two.example",
            "a.one.example",
            "web.one.example",
            "x.y.one.example",
            "a.two.example",
            "xn--mnchen-3ya.example",
            "a.xn--mnchen-3ya.example",
            "localhost",
            "unknown.invalid",
            "192.0.2.7",
            "192.0.519",
            "7",
            "example");
    private static final List<String> KEY_TYPES =
            List.of("RSA", "EC", "EC_EC", "EC_RSA", "EdDSA", "Ed25519", "DSA", "RSASSA-PSS", "RSA_EC", "none");
    private static final String[] SIGNATURES = {
        "SHA256withECDSA", "SHA384withECDSA", "SHA256withRSA", "SHA384withRSA", "Ed25519", "RSASSA-PSS"
    };

    private final Random random = new Random(SEED);
    private final List<Identity> identities = new ArrayList<>();

    SameChoiceTest() {
        super(Backend.MEMORY);
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    /** Returns the JDK's key manager for all entries that the keystore has. */
    private X509ExtendedKeyManager jdk() throws Exception {
        Map<String, KeyStore.Entry> all = new LinkedHashMap<>();
        for (String alias : Collections.list(keyStore().aliases())) {
            Certificate[] chain = keyStore().getCertificateChain(alias);
            if (keyStore().isKeyEntry(alias) && chain != null) {
                all.put(
                        alias,
                        new KeyStore.PrivateKeyEntry((PrivateKey) keyStore().getKey(alias, null), chain));
            }
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance("NewSunX509");
        factory.init(FixedKeyStore.of(all), null);
        return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    }

    /** A question of a handshake, which has the same answer by both key managers. */
    private record Question(
            String kind, List<String> keyTypes, Principal[] issuers, String host, String protocol, String[] peerTakes) {

        private ExtendedSSLSession session() {
            ExtendedSSLSession session = mock(ExtendedSSLSession.class);
            List<SNIServerName> names = host == null ? List.of() : List.of(new SNIHostName(host.getBytes()));
            when(session.getRequestedServerNames()).thenReturn(names);
            when(session.getProtocol()).thenReturn(protocol);
            when(session.getPeerSupportedSignatureAlgorithms()).thenReturn(peerTakes);
            return session;
        }

        private SSLEngine engine() {
            SSLEngine engine = mock(SSLEngine.class);
            ExtendedSSLSession session = session();
            when(engine.getHandshakeSession()).thenReturn(session);
            when(engine.getSSLParameters()).thenReturn(new SSLParameters());
            return engine;
        }

        private SSLSocket socket() {
            SSLSocket socket = mock(SSLSocket.class);
            ExtendedSSLSession session = session();
            when(socket.isConnected()).thenReturn(true);
            when(socket.getHandshakeSession()).thenReturn(session);
            when(socket.getSSLParameters()).thenReturn(new SSLParameters());
            return socket;
        }

        List<String> answer(X509ExtendedKeyManager manager) {
            String[] types = keyTypes.toArray(String[]::new);
            return switch (kind) {
                case "engine" -> plain(manager.chooseEngineServerAlias(types[0], issuers, engine()));
                case "socket" -> plain(manager.chooseServerAlias(types[0], issuers, socket()));
                case "neither" -> plain(manager.chooseEngineServerAlias(types[0], issuers, null));
                case "client engine" -> plain(manager.chooseEngineClientAlias(types, issuers, engine()));
                case "client socket" -> plain(manager.chooseClientAlias(types, issuers, socket()));
                case "clients" -> plain(manager.getClientAliases(types[0], issuers));
                default -> plain(manager.getServerAliases(types[0], issuers));
            };
        }

        /** Returns the keystore's aliases, which follow the second dot in the JDK's aliases and ours. */
        private static List<String> plain(String... aliases) {
            return aliases == null || aliases[0] == null
                    ? List.of()
                    : Arrays.stream(aliases)
                            .map(alias -> alias.replaceFirst("^[0-9:]+\\.[0-9]+\\.", ""))
                            .toList();
        }

        @Override
        public String toString() {
            return kind + " " + keyTypes + " " + Arrays.toString(issuers) + " " + host + " " + protocol + " "
                    + Arrays.toString(peerTakes);
        }
    }

    private Question question() {
        List<String> keyTypes = new ArrayList<>(List.of(any(KEY_TYPES)));
        while (random.nextBoolean()) {
            keyTypes.add(any(KEY_TYPES));
        }
        Principal[] issuers = random.nextInt(3) > 0
                ? null
                : random.ints(random.nextInt(3), 0, RandomIdentities.AUTHORITIES.size())
                        .mapToObj(i -> new X500Principal(
                                random.nextInt(4) == 0 ? "CN=ROOT" : RandomIdentities.AUTHORITIES.get(i)))
                        .toArray(Principal[]::new);
        String host = random.nextInt(4) == 0 ? null : any(HOSTS);
        String[] takes = random.nextInt(3) > 0
                ? SIGNATURES
                : Arrays.copyOfRange(SIGNATURES, random.nextInt(3), 3 + random.nextInt(4));
        String kind = any(List.of(
                "engine", "engine", "socket", "neither", "client engine", "client socket", "clients", "servers"));
        return new Question(kind, keyTypes, issuers, host, any(List.of("TLSv1.2", "TLSv1.3")), takes);
    }

    /** Makes some entries others; the sweep is given the questions that it needs to notice. */
    private void change(X509ExtendedKeyManager ours) throws Exception {
        int size = random.nextInt(MOST_ENTRIES);
        for (String alias : Collections.list(keyStore().aliases())) {
            if (random.nextInt(3) == 0) {
                keyStore().deleteEntry(alias);
            } else if (random.nextInt(3) == 0 && keyStore().isKeyEntry(alias)) {
                set(alias);
            }
        }
        while (keyStore().size() < size) {
            set("entry " + random.nextInt(MOST_ENTRIES));
        }
        for (int swept = 0; swept < keyStore().size(); swept += WatchedEntries.SWEPT) {
            ours.chooseEngineServerAlias("none", null, null);
        }
    }

    private void set(String alias) throws Exception {
        Identity identity = any(identities);
        keyStore().setKeyEntry(alias, identity.key(), null, identity.chain());
    }

    @Test
    void ofRandomEntriesForRandomHellosItIsTheJdks() throws Exception {
        System.out.println("choice.seed=" + SEED);
        RandomIdentities source = new RandomIdentities(random);
        for (int i = 0; i < CERTIFICATES; i++) {
            identities.add(source.next());
        }
        X509ExtendedKeyManager ours = Managers.keys(keyStore());
        int chosen = 0;
        for (int set = 0; set < SETS; set++) {
            change(ours);
            X509ExtendedKeyManager jdk = jdk();
            for (int i = 0; i < HELLOS; i++) {
                Question question = question();
                String where = "seed " + SEED + ", set " + set + ", " + question;
                List<String> answer = question.answer(jdk);
                assertEquals(answer, question.answer(ours), where);
                chosen += answer.isEmpty() ? 0 : 1;
            }
        }
        assertTrue(chosen > SETS * HELLOS / 4, "hellos with a key that suits: " + chosen + ", seed " + SEED);
    }
}
