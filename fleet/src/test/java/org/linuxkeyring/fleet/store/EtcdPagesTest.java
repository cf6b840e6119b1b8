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
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.linuxkeyring.fleet.store.StoreException.Reason;

class EtcdPagesTest {
    /** A client whose server answers each request for keys with the same page. */
    private static Client answering(RangeResponse page) {
        KV keys = (KV) Proxy.newProxyInstance(
                KV.class.getClassLoader(),
                new Class<?>[] {KV.class},
                (proxy, method, arguments) ->
                        CompletableFuture.completedFuture(new GetResponse(page, ByteSequence.EMPTY)));
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

    @Test
    void moreThanTheMemoryTakesIsRefused() throws Exception {
        RangeResponse page = RangeResponse.newBuilder()
                .setMore(true)
                .addKvs(KeyValue.newBuilder()
                        .setKey(ByteString.copyFromUtf8("/a/b"))
                        .setValue(ByteString.copyFrom(new byte[1000])))
                .build();
        FleetStore store = new EtcdStore(answering(page), "https://etcd:2379", 1 << 20);
        StoreException refusal = assertThrows(StoreException.class, () -> store.list("/a/"));
        assertEquals(Reason.TOO_MANY, refusal.reason());
        assertTrue(refusal.getMessage().contains("below /a/ have more than 1 MiB"), refusal.getMessage());
    }
}
