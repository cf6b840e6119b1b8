package org.linuxkeyring.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.recipes.Service.WEB;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Netty with each of its engines, configured as in docs/recipes/netty.md. */
class NettyIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void theKeyOfAKeyringOfItsOwnIsServedAndClientsAreAskedForACertificate(SslProvider engine) throws Exception {
        try (Service service = Service.start(WEB)) {
            try (NettyServer server = new NettyServer(byKeyManager(engine, service))) {
                Peer.Answer answer = service.peer().get(server.uri());

                assertEquals(HelloServer.greeting(service.peer().certificate()), answer.body());
                assertEquals(service.certificate(WEB), answer.server());
                assertEquals("TLSv1.3", answer.protocol());
            }
            assertEquals(List.of(), service.changes());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void theNextHandshakeServesARenewedCertificate(SslProvider engine) throws Exception {
        try (Service service = Service.start(WEB);
                NettyServer server = new NettyServer(byKeyManager(engine, service))) {
            X509Certificate old = service.peer().get(server.uri()).server();
            service.renew(WEB);

            X509Certificate renewed = service.peer().get(server.uri()).server();
            assertNotEquals(old, renewed);
            assertEquals(service.certificate(WEB), renewed);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void anAliasAmongSeveralIsServedByItsKeyAndChain(SslProvider engine) throws Exception {
        try (Service service = Service.start()) {
            try (NettyServer server = new NettyServer(byKey(engine, service))) {
                assertEquals(
                        service.certificate(WEB),
                        service.peer().get(server.uri()).server());
            }
            assertEquals(List.of(), service.changes());
        }
    }

    private SslContext byKeyManager(SslProvider engine, Service service) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("LINUXKEYRING");
        keys.init(Service.keyStore(service.keys(folder, "writes=never")), null);
        return context(SslContextBuilder.forServer(keys), engine, service);
    }

    private SslContext byKey(SslProvider engine, Service service) throws Exception {
        KeyStore store = Service.keyStore(service.keys(folder, "writes=never"));
        PrivateKey key = (PrivateKey) store.getKey(WEB, null);
        X509Certificate[] chain = Arrays.stream(store.getCertificateChain(WEB))
                .map(X509Certificate.class::cast)
                .toArray(X509Certificate[]::new);
        return context(SslContextBuilder.forServer(key, chain), engine, service);
    }

    private SslContext context(SslContextBuilder builder, SslProvider engine, Service service) throws Exception {
        assumeTrue(
                engine == SslProvider.JDK || OpenSsl.isAvailable(),
                () -> "No BoringSSL for this machine: " + OpenSsl.unavailabilityCause());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("LINUXKEYRING");
        trust.init(Service.keyStore(service.trust(folder, "writes=never")));
        return builder.sslProvider(engine)
                .trustManager(trust)
                .clientAuth(ClientAuth.REQUIRE)
                .build();
    }
}
