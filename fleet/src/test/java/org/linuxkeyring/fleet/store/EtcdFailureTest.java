package org.linuxkeyring.fleet.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** What is said of faults of TLS for which {@code EtcdTlsTest} has no server. */
class EtcdFailureTest {
    private static String message(Exception why) {
        SSLHandshakeException failed = new SSLHandshakeException(why.getMessage());
        failed.initCause(why);
        return EtcdFailure.of(
                        "https://etcd:2379",
                        Status.UNAVAILABLE.withCause(failed).asRuntimeException())
                .getMessage();
    }

    @Test
    void anExpiredCertificateIsToldWithoutNamingOtherAuthorities() {
        String message = message(
                new CertPathValidatorException("validity check failed", new CertificateExpiredException("over")));
        assertTrue(message.contains("expired") && message.contains("Renew it"), message);
        assertFalse(message.contains("--cacert"), message);
    }

    @Test
    void aCertificateThatIsNotForServersIsToldWithoutAnotherName() {
        String message = message(new CertificateException("Extended key usage does not permit use for TLS servers"));
        assertTrue(message.contains("Extended key usage"), message);
        assertFalse(message.contains("--endpoints"), message);
    }

    @Test
    void aCertificateForAnotherNameIsToldWithTheOption() {
        String message = message(new CertificateException("No subject alternative DNS name matching etcd found."));
        assertTrue(message.contains("for another name") && message.contains("--endpoints"), message);
    }

    @Test
    void aWrongPasswordOrNoUserIsToldWithTheOptionsAndNoRole() {
        for (Status status : List.of(
                Status.UNAUTHENTICATED,
                Status.INVALID_ARGUMENT.withDescription("etcdserver: user name is empty"),
                Status.INVALID_ARGUMENT.withDescription(
                        "etcdserver: authentication failed, invalid user ID or password"),
                Status.FAILED_PRECONDITION.withDescription("etcdserver: authentication is not enabled"))) {
            StoreException failure = EtcdFailure.of("http://etcd:2379", status.asRuntimeException());
            String message = failure.getMessage();
            assertTrue(message.contains("--etcd-user") && message.contains("--etcd-password-file"), message);
            assertFalse(message.contains("role") || message.contains("leader"), message);
            assertEquals(StoreException.Reason.REFUSED, failure.reason());
        }
    }

    @Test
    void whatIsTooLongOrTooOftenIsNotTakenForADiskWithoutSpace() {
        assertEquals(
                StoreException.Reason.FULL,
                EtcdFailure.of("", exhausted("etcdserver: mvcc: database space exceeded"))
                        .reason());
        for (Exception tooLong : List.of(
                exhausted("gRPC message exceeds maximum size 67108864: 70002231"),
                exhausted("grpc: trying to send message larger than max (2000000 vs. 1572864)"),
                Status.INVALID_ARGUMENT
                        .withDescription("etcdserver: request is too large")
                        .asRuntimeException())) {
            StoreException failure = EtcdFailure.of("http://etcd:2379", tooLong);
            assertEquals(StoreException.Reason.TOO_MANY, failure.reason());
            assertFalse(failure.getMessage().contains("space"), failure.getMessage());
        }
        assertEquals(
                StoreException.Reason.UNAVAILABLE,
                EtcdFailure.of("", exhausted("etcdserver: too many requests")).reason());
    }

    private static Exception exhausted(String text) {
        return Status.RESOURCE_EXHAUSTED.withDescription(text).asRuntimeException();
    }

    @Test
    void whatTheClientSaysOfItsOwnPartsIsNotTold() {
        String message = EtcdFailure.of(
                        "https://etcd:2379",
                        Status.UNAVAILABLE
                                .withDescription("Connection closed\nChannel Pipeline: [SslHandler#0]")
                                .asRuntimeException())
                .getMessage();
        assertTrue(message.endsWith("Connection closed"), message);
    }
}
