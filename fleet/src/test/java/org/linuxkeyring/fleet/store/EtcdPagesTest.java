package org.linuxkeyring.fleet.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import io.grpc.Status;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.linuxkeyring.fleet.store.StoreException.Reason;
import org.linuxkeyring.testing.Await;

class EtcdPagesTest {
    /** A client whose server answers each request for keys with the same page. */
    private static Client answering(RangeResponse page) {
        return asking(option -> CompletableFuture.completedFuture(new GetResponse(page, ByteSequence.EMPTY)));
    }

    /** A client whose server answers requests as they are. */
    private static Client asking(Function<GetOption, CompletableFuture<GetResponse>> server) {
        KV keys = (KV) Proxy.newProxyInstance(
                KV.class.getClassLoader(),
                new Class<?>[] {KV.class},
                (proxy, method, arguments) -> server.apply((GetOption) arguments[1]));
        return (Client) Proxy.newProxyInstance(
                Client.class.getClassLoader(), new Class<?>[] {Client.class}, (proxy, method, arguments) -> keys);
    }

    @Test
    void aPageOfNothingThatIsNotTheLastIsRefused() {
        FleetStore store =
                new EtcdStore(answering(RangeResponse.newBuilder().setMore(true).build()), "https://etcd:2379");
        for (Executable request : List.<Executable>of(() -> store.keys("/a/", 10), () -> store.list("/a/"))) {
            StoreException refusal = assertThrows(StoreException.class, request);
            assertEquals(Reason.UNAVAILABLE, refusal.reason());
            assertTrue(refusal.getMessage().contains("https://etcd:2379"), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("/a/"), refusal.getMessage());
        }
    }

    @Test
    void aPageOfNothingThatIsTheLastEndsTheList() throws Exception {
        FleetStore store = new EtcdStore(answering(RangeResponse.getDefaultInstance()), "https://etcd:2379");
        assertEquals(List.of(), store.list("/a/"));
    }

    private static RangeResponse page(boolean isMore, String... keys) {
        RangeResponse.Builder page = RangeResponse.newBuilder().setMore(isMore);
        for (String key : keys) {
            page.addKvs(KeyValue.newBuilder().setKey(ByteString.copyFromUtf8(key)));
        }
        return page.build();
    }

    @Test
    void aPageThatIsLongerThanAMessageMayBeIsAskedForInSmallerOnes() throws Exception {
        List<Long> limits = new ArrayList<>();
        FleetStore store = new EtcdStore(
                asking(option -> {
                    limits.add(option.getLimit());
                    return option.getLimit() > 1
                            ? CompletableFuture.failedFuture(Status.RESOURCE_EXHAUSTED
                                    .withDescription("gRPC message exceeds maximum size 16777216: 70002231")
                                    .asRuntimeException())
                            : CompletableFuture.completedFuture(
                                    new GetResponse(page(false, "/a/b"), ByteSequence.EMPTY));
                }),
                "https://etcd:2379");
        assertEquals(Set.of("/a/b"), store.keys("/a/", 10).revisions().keySet());
        assertEquals(List.of(1_000L, 500L, 250L, 125L, 62L, 31L, 15L, 7L, 3L, 1L), limits);
    }

    @Test
    void aKeyThatIsLongerThanAnyNameCountsAndIsNotKept() throws Exception {
        FleetStore store =
                new EtcdStore(answering(page(false, "/a/b", "/a/" + "c".repeat(2_000))), "https://etcd:2379");
        assertEquals(Set.of("/a/b"), store.keys("/a/", 2).revisions().keySet());
        assertThrows(StoreException.class, () -> store.keys("/a/", 1));
    }

    @Test
    void theFirstAnswerMayTakeLongerSinceTheClientStartsWithIt() throws Exception {
        CompletableFuture<GetResponse> first = new CompletableFuture<>();
        Queue<CompletableFuture<GetResponse>> answers = new ArrayDeque<>(List.of(first, new CompletableFuture<>()));
        EtcdStore store = new EtcdStore(
                asking(option -> answers.remove()), "https://etcd:2379", Duration.ofMinutes(2), Duration.ZERO, 1 << 20);
        FutureTask<List<FleetStore.Item>> listed = new FutureTask<>(() -> store.list("/a/"));
        Thread asking = new Thread(listed);
        asking.start();
        Await.until(() -> asking.getState() == Thread.State.TIMED_WAITING, "the first request");
        first.complete(new GetResponse(page(false), ByteSequence.EMPTY));
        assertEquals(List.of(), listed.get());
        StoreException refusal = assertThrows(StoreException.class, () -> store.list("/a/"));
        assertTrue(refusal.getMessage().contains("has not answered within 0 ms"), refusal.getMessage());
    }

    @Test
    void moreThanTheMemoryTakesIsRefused() throws Exception {
        RangeResponse page = RangeResponse.newBuilder()
                .setMore(true)
                .addKvs(KeyValue.newBuilder()
                        .setKey(ByteString.copyFromUtf8("/a/b"))
                        .setValue(ByteString.copyFrom(new byte[1000])))
                .build();
        FleetStore store = new EtcdStore(
                answering(page), "https://etcd:2379", Duration.ofMinutes(2), Duration.ofMinutes(2), 1 << 20);
        StoreException refusal = assertThrows(StoreException.class, () -> store.list("/a/"));
        assertEquals(Reason.TOO_MANY, refusal.reason());
        assertTrue(refusal.getMessage().contains("below /a/ have more than 1 MiB"), refusal.getMessage());
    }
}
