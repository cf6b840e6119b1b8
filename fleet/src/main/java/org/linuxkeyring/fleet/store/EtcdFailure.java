package org.linuxkeyring.fleet.store;

import io.grpc.Status;
import java.util.Optional;
import org.linuxkeyring.fleet.store.StoreException.Reason;

/** What etcd's refusals mean, which are gRPC's status codes with a text of etcd's (etcd's api/v3rpc/rpctypes). */
final class EtcdFailure {
    private EtcdFailure() {}

    static StoreException of(String servers, Throwable failure) {
        Status status = Status.fromThrowable(failure);
        String text = Optional.ofNullable(status.getDescription()).orElse(String.valueOf(failure.getMessage()));
        return switch (status.getCode()) {
            case UNAUTHENTICATED, PERMISSION_DENIED -> refused(servers, text, failure);
            case INVALID_ARGUMENT, FAILED_PRECONDITION ->
                text.contains("auth") ? refused(servers, text, failure) : unavailable(servers, text, failure);
            case RESOURCE_EXHAUSTED ->
                new StoreException(
                        Reason.FULL,
                        "etcd at " + servers + " has no space left: " + text
                                + ". Compact and defragment it, and disarm the alarm (etcdctl alarm disarm)",
                        failure);
            default -> unavailable(servers, text, failure);
        };
    }

    private static StoreException refused(String servers, String text, Throwable failure) {
        return new StoreException(
                Reason.REFUSED,
                "etcd at " + servers + " refuses: " + text + ". Its user, or its client certificate, needs a role for"
                        + " this prefix (docs/FLEET.md)",
                failure);
    }

    private static StoreException unavailable(String servers, String text, Throwable failure) {
        return new StoreException(
                Reason.UNAVAILABLE, "etcd at " + servers + " cannot be reached, or has no leader: " + text, failure);
    }
}
