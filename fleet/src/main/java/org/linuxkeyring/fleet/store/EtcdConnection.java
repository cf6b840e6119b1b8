package org.linuxkeyring.fleet.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.grpc.netty.GrpcSslContexts;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.linuxkeyring.fleet.store.StoreException.Reason;

/**
 * How an etcd cluster is reached.
 *
 * @param endpoints the addresses of its servers, such as {@code https://etcd1.example:2379}
 * @param trust whose certificates the servers may have; empty for those that the JVM trusts
 * @param identity the client's own certificate and key; empty for none
 * @param user the name of a user of etcd's; empty for none
 * @param password that user's password
 */
public record EtcdConnection(
        List<URI> endpoints,
        Optional<TrustManagerFactory> trust,
        Optional<KeyManagerFactory> identity,
        Optional<String> user,
        Optional<String> password) {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);
    private static final long RETRY_MILLIS = 200;
    private static final int RETRIES = 3;

    /** A page of values as long as etcd takes them. */
    private static final int MOST_BYTES = 64 << 20;

    /** @throws IllegalArgumentException if there is no address, or one is neither http nor https */
    public EtcdConnection {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("there is no address of an etcd server");
        }
        for (URI endpoint : endpoints) {
            boolean isHttp = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
            if (!isHttp || endpoint.getHost() == null || endpoint.getPort() < 0) {
                throw new IllegalArgumentException(
                        "'" + endpoint + "' is no address of an etcd server, such as https://etcd1.example:2379");
            }
        }
    }

    /** Returns a connection without TLS, and without a user. */
    public static EtcdConnection plain(List<URI> endpoints) {
        return new EtcdConnection(endpoints, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Tells nothing of the password. */
    @Override
    public String toString() {
        return "etcd at " + servers();
    }

    String servers() {
        return endpoints.stream().map(URI::toString).collect(Collectors.joining(","));
    }

    Client client() throws StoreException {
        ClientBuilder builder = Client.builder()
                .endpoints(endpoints)
                .connectTimeout(CONNECT)
                .keepaliveTime(KEEP_ALIVE)
                .keepaliveWithoutCalls(false)
                .maxInboundMessageSize(MOST_BYTES)
                .retryDelay(RETRY_MILLIS)
                .retryMaxAttempts(RETRIES)
                .waitForReady(false);
        user.ifPresent(name -> builder.user(ByteSequence.from(name, UTF_8)));
        password.ifPresent(word -> builder.password(ByteSequence.from(word, UTF_8)));
        if (endpoints.stream().anyMatch(endpoint -> "https".equals(endpoint.getScheme()))) {
            try {
                builder.sslContext(context -> {
                    // jetcd hands over a builder for clients.
                    GrpcSslContexts.configure(context);
                    trust.ifPresent(context::trustManager);
                    identity.ifPresent(context::keyManager);
                });
            } catch (SSLException e) {
                throw new StoreException(
                        Reason.REFUSED, "TLS to etcd at " + servers() + " cannot be set up: " + e.getMessage(), e);
            }
        }
        return builder.build();
    }
}
