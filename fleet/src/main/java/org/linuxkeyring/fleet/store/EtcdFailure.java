package org.linuxkeyring.fleet.store;

import io.grpc.Status;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.linuxkeyring.fleet.store.StoreException.Reason;

/** What etcd's refusals mean, which are gRPC's status codes with a text of etcd's (etcd's api/v3rpc/rpctypes). */
final class EtcdFailure {
    /** The alerts of a server that a client's certificate does not please (RFC 8446, section 6.2). */
    private static final Pattern CLIENT_REFUSED =
            Pattern.compile("bad_certificate|certificate_required|unknown_ca|certificate_unknown|handshake_failure");

    /** Of etcd's authentication: a wrong password, no user where one is needed, one where it is not enabled. */
    private static final Pattern OF_USERS = Pattern.compile("auth|user name");

    /** Of gRPC in this program and in Go, and of etcd for its --max-request-bytes. */
    private static final Pattern TOO_LONG =
            Pattern.compile("exceeds maximum size|larger than max|request is too large");

    private static final Pattern NO_SPACE = Pattern.compile("space exceeded");

    private static final Pattern TOO_OFTEN = Pattern.compile("too many requests");

    private static final int MOST_CAUSES = 50;

    private EtcdFailure() {}

    static StoreException of(String servers, Throwable failure) {
        Status status = Status.fromThrowable(failure);
        String text = Optional.ofNullable(status.getDescription())
                .orElse(String.valueOf(failure.getMessage()))
                .lines()
                .findFirst()
                .orElse("");
        if (TOO_LONG.matcher(text).find()) {
            return tooLong(servers, text, failure);
        }
        return switch (status.getCode()) {
            case PERMISSION_DENIED -> refused(servers, text, failure);
            case UNAUTHENTICATED -> unauthenticated(servers, text, failure);
            case INVALID_ARGUMENT, FAILED_PRECONDITION ->
                OF_USERS.matcher(text).find()
                        ? unauthenticated(servers, text, failure)
                        : unavailable(servers, text, failure);
            case RESOURCE_EXHAUSTED -> exhausted(servers, text, failure);
            default ->
                cause(failure, SSLException.class)
                        .map(e -> tls(servers, e, failure))
                        .orElseGet(() -> unavailable(servers, text, failure));
        };
    }

    private static StoreException refused(String servers, String text, Throwable failure) {
        return new StoreException(
                Reason.REFUSED,
                "etcd at " + servers + " refuses: " + text + ". Its user, or its client certificate, needs a role for"
                        + " this prefix (docs/FLEET.md)",
                failure);
    }

    /** Tells etcd's own space, and requests that it finds too many at once, from messages that gRPC finds too long. */
    private static StoreException exhausted(String servers, String text, Throwable failure) {
        if (TOO_OFTEN.matcher(text).find()) {
            return unavailable(servers, text, failure);
        }
        return NO_SPACE.matcher(text).find()
                ? new StoreException(
                        Reason.FULL,
                        "etcd at " + servers + " has no space left: " + text
                                + ". Compact and defragment it, and disarm the alarm (etcdctl alarm disarm)",
                        failure)
                : tooLong(servers, text, failure);
    }

    private static StoreException tooLong(String servers, String text, Throwable failure) {
        return new StoreException(
                Reason.TOO_MANY,
                "etcd at " + servers + " sends or is sent more at once than is taken: " + text
                        + ". Delete values that are not this fleet's, or raise etcd's --max-request-bytes",
                failure);
    }

    private static StoreException unauthenticated(String servers, String text, Throwable failure) {
        return new StoreException(
                Reason.REFUSED,
                "etcd at " + servers + " does not authenticate this client: " + text + ". Name its user by --etcd-user"
                        + " and the file with the password by --etcd-password-file, or neither if etcd has no users",
                failure);
    }

    /** Tells what of TLS is not as it should be, which gRPC has among the causes of a server out of reach. */
    private static StoreException tls(String servers, SSLException failed, Throwable failure) {
        String reason = String.valueOf(failed.getMessage());
        Optional<CertificateException> certificate = cause(failed, CertificateException.class);
        if (cause(failed, CertificateExpiredException.class).isPresent()
                || cause(failed, CertificateNotYetValidException.class).isPresent()) {
            reason = "its certificate has expired, or is not valid yet: " + reason + ". Renew it, or set the clock";
        } else if (cause(failed, CertPathBuilderException.class).isPresent()
                || cause(failed, CertPathValidatorException.class).isPresent()) {
            reason = "it has a certificate that is not trusted: " + reason
                    + ". Name the authorities that it is from by --cacert";
        } else if (certificate.filter(EtcdFailure::isOfName).isPresent()) {
            reason = "it has a certificate for another name: "
                    + certificate.get().getMessage() + ". Use a name in --endpoints that the certificate has";
        } else if (CLIENT_REFUSED.matcher(reason).find()) {
            reason = "it takes no client without a certificate of the authorities that it trusts: " + reason
                    + ". Name a keystore with one by --tls-keystore";
        }
        return new StoreException(Reason.REFUSED, "TLS to etcd at " + servers + " fails: " + reason, failure);
    }

    /** What the JDK's check of host names says (sun.security.util.HostnameChecker). */
    private static boolean isOfName(CertificateException e) {
        return e.getMessage() != null && e.getMessage().matches("(?s)No (name matching|subject alternative).*");
    }

    private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(MOST_CAUSES)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    private static StoreException unavailable(String servers, String text, Throwable failure) {
        return new StoreException(
                Reason.UNAVAILABLE, "etcd at " + servers + " cannot be reached, or has no leader: " + text, failure);
    }
}
