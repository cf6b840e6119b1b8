package org.linuxkeyring.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.recipes.Service.CLIENT;
import static org.linuxkeyring.recipes.Service.WEB;

import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCredentials;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.OpenSsl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Server and client of gRPC, each with its key in a keyring, over the JDK's TLS and over OpenSSL's. */
class GrpcIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void bothEndsShowTheEntryOfTheirKeyring(Transport transport) throws Exception {
        try (Service servers = Service.start(WEB);
                Service clients = Service.start(CLIENT);
                Running server = start(transport, servers)) {
            Greeter.Answer answer = greet(transport, clients, server);

            assertEquals("Hello " + clients.certificate(CLIENT).getSubjectX500Principal(), answer.body());
            assertEquals(servers.certificate(WEB), answer.server());
            assertEquals("TLSv1.3", answer.protocol());
            assertEquals(List.of(), servers.changes());
            assertEquals(List.of(), clients.changes());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theNextConnectionIsServedTheRenewedCertificate(Transport transport) throws Exception {
        try (Service servers = Service.start(WEB);
                Service clients = Service.start(CLIENT);
                Running server = start(transport, servers)) {
            greet(transport, clients, server);

            servers.renew(WEB);

            assertEquals(
                    servers.certificate(WEB), greet(transport, clients, server).server());
        }
    }

    @Test
    void aKeyThatTheKernelHoldsServesOverTheJdksTls() throws Exception {
        try (Service servers = Service.start(WEB);
                Service clients = Service.start(CLIENT)) {
            servers.hold(WEB);
            try (Running server = start(Transport.NETTY, servers)) {
                assertEquals(
                        servers.certificate(WEB),
                        greet(Transport.NETTY, clients, server).server());
            }
        }
    }

    @Test
    void aKeyThatTheKernelHoldsDoesNotServeOverOpenSsl() throws Exception {
        try (Service servers = Service.start(WEB);
                Service clients = Service.start(CLIENT)) {
            servers.hold(WEB);
            try (Running server = start(Transport.SHADED_NETTY, servers)) {
                assertThrows(StatusRuntimeException.class, () -> greet(Transport.SHADED_NETTY, clients, server));
            }
        }
    }

    @Test
    void theShadedTransportTakesOpenSslAndTheOtherDoesNot() {
        assertTrue(io.grpc.netty.shaded.io.netty.handler.ssl.OpenSsl.isAvailable());
        assertFalse(OpenSsl.isAvailable());
    }

    private Running start(Transport transport, Service service) throws Exception {
        ServerCredentials credentials = TlsServerCredentials.newBuilder()
                .keyManager(keys(service).getKeyManagers())
                .trustManager(trust(service).getTrustManagers())
                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                .build();
        Server server =
                transport.server(credentials).addService(Greeter.service()).build();
        return new Running(server.start());
    }

    private Greeter.Answer greet(Transport transport, Service service, Running server) throws Exception {
        ChannelCredentials credentials = TlsChannelCredentials.newBuilder()
                .keyManager(keys(service).getKeyManagers())
                .trustManager(trust(service).getTrustManagers())
                .build();
        ManagedChannel channel =
                transport.client(server.server.getPort(), credentials).build();
        try {
            return Greeter.greet(channel);
        } finally {
            channel.shutdownNow();
        }
    }

    private KeyManagerFactory keys(Service service) throws Exception {
        Path file = service.keys(Files.createTempDirectory(folder, "keys"), "writes=never");
        KeyManagerFactory factory = KeyManagerFactory.getInstance("LINUXKEYRING");
        factory.init(Service.keyStore(file), null);
        return factory;
    }

    private TrustManagerFactory trust(Service service) throws Exception {
        Path file = service.trust(Files.createTempDirectory(folder, "trust"), "writes=never");
        TrustManagerFactory factory = TrustManagerFactory.getInstance("LINUXKEYRING");
        factory.init(Service.keyStore(file));
        return factory;
    }

    /**
     * Where both are on the class path, as here, they are told apart by their builders; otherwise {@code Grpc}'s do.
     */
    enum Transport {
        NETTY {
            @Override
            ServerBuilder<?> server(ServerCredentials credentials) {
                return NettyServerBuilder.forAddress(ANY_PORT, credentials);
            }

            @Override
            ManagedChannelBuilder<?> client(int port, ChannelCredentials credentials) {
                return NettyChannelBuilder.forAddress("localhost", port, credentials);
            }
        },
        SHADED_NETTY {
            @Override
            ServerBuilder<?> server(ServerCredentials credentials) {
                return io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder.forAddress(ANY_PORT, credentials);
            }

            @Override
            ManagedChannelBuilder<?> client(int port, ChannelCredentials credentials) {
                return io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder.forAddress(
                        "localhost", port, credentials);
            }
        };

        private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

        abstract ServerBuilder<?> server(ServerCredentials credentials);

        abstract ManagedChannelBuilder<?> client(int port, ChannelCredentials credentials);
    }

    private record Running(Server server) implements AutoCloseable {
        @Override
        public void close() {
            server.shutdownNow();
        }
    }
}
