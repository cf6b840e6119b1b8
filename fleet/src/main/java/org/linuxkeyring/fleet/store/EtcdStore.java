package org.linuxkeyring.fleet.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch.Watcher;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.OptionsUtil;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** An etcd cluster, by its API version 3. It is safe for use by several threads. */
public final class EtcdStore implements FleetStore {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** The client's start is in it: its classes are loaded, and names, connections and TLS are set up. */
    private static final Duration LONGEST_FIRST = Duration.ofSeconds(30);

    private static final int KEYS_PAGE = 1_000;

    /** Values have up to 1.5 MiB each, of which fewer are asked for if that is more than gRPC takes. */
    private static final int PAGE = 40;

    /** After pages of values that are shorter than this on average, the next ones have up to a page of keys. */
    private static final int SHORT = 10_000;

    /** The part of this program's memory that values of one list take at most. */
    private static final int PART = 4;

    private final Client client;
    private final String servers;
    private final Duration later;
    private final long mostBytes;
    private volatile Duration longest;

    EtcdStore(Client client, String servers) {
        this(client, servers, LONGEST_FIRST, LONGEST, Runtime.getRuntime().maxMemory() / PART);
    }

    /**
     * @param first how long a request may take until one was answered
     * @param later how long a request may take from then on
     * @param mostBytes how many bytes the values of one list may have
     */
    EtcdStore(Client client, String servers, Duration first, Duration later, long mostBytes) {
        this.client = client;
        this.servers = servers;
        this.longest = first;
        this.later = later;
        this.mostBytes = mostBytes;
    }

    /** Returns a store that connects at the first request. */
    public static EtcdStore of(EtcdConnection connection) throws StoreException {
        return new EtcdStore(connection.client(), connection.servers());
    }

    @Override
    public Optional<Item> get(String key) throws StoreException {
        return answer(kv().get(bytes(key))).getKvs().stream().findFirst().map(EtcdStore::item);
    }

    private static Item item(KeyValue value) {
        return new Item(value.getKey().toString(UTF_8), value.getValue().getBytes(), value.getModRevision());
    }

    @Override
    public List<Item> list(String prefix) throws StoreException {
        List<Item> found = new ArrayList<>();
        eachBelow(prefix, false, PAGE, MOST_ITEMS, value -> found.add(item(value)));
        return found;
    }

    @Override
    public Keys keys(String prefix, int most) throws StoreException {
        SortedMap<String, Long> found = new TreeMap<>();
        long revision = eachBelow(prefix, true, KEYS_PAGE, most, value -> {
            if (value.getKey().size() <= LONGEST_KEY) {
                found.put(value.getKey().toString(UTF_8), value.getModRevision());
            }
        });
        return new Keys(revision, found);
    }

    /** Asks for pages of one revision of the store, and returns that revision. */
    private long eachBelow(String prefix, boolean keysAlone, int size, int most, Consumer<KeyValue> taker)
            throws StoreException {
        ByteSequence from = bytes(prefix);
        ByteSequence end = OptionsUtil.prefixEndOf(from);
        long revision = 0;
        int count = 0;
        long total = 0;
        int limit = size;
        while (true) {
            GetOption option = GetOption.builder()
                    .withRange(end)
                    .withKeysOnly(keysAlone)
                    .withLimit(limit)
                    .withRevision(revision)
                    .build();
            GetResponse page;
            try {
                page = answer(kv().get(from, option));
            } catch (StoreException e) {
                if (limit == 1 || e.reason() != StoreException.Reason.TOO_MANY) {
                    throw e;
                }
                // Together they may be longer than gRPC takes (RESOURCE_EXHAUSTED); one alone is not.
                limit /= 2;
                continue;
            }
            if (page.isMore() && page.getKvs().isEmpty()) {
                // No etcd answers so; what is no etcd would be asked for the same page without end.
                throw new StoreException(
                        StoreException.Reason.UNAVAILABLE,
                        "What answers at " + servers + " says that there is more below " + prefix
                                + ", and sends nothing of it. Check that --endpoints names servers of etcd",
                        null);
            }
            revision = revision == 0 ? page.getHeader().getRevision() : revision;
            count += page.getKvs().size();
            if (count > most) {
                throw StoreException.tooMany(prefix, most);
            }
            int bytes = 0;
            for (KeyValue each : page.getKvs()) {
                taker.accept(each);
                bytes += keysAlone ? 0 : each.getKey().size() + each.getValue().size();
                from = each.getKey().concat(ByteSequence.from(new byte[1]));
            }
            if (!page.isMore()) {
                return revision;
            }
            total += bytes;
            if (total > mostBytes) {
                throw StoreException.tooLarge(prefix, mostBytes);
            }
            limit = Math.min(2 * limit, bytes / page.getKvs().size() < SHORT ? KEYS_PAGE : size);
        }
    }

    @Override
    public boolean commit(List<Condition> conditions, List<Change> changes) throws StoreException {
        if (changes.size() > MOST_CHANGES) {
            throw new IllegalArgumentException("more than " + MOST_CHANGES + " changes at once");
        }
        Cmp[] comparisons = conditions.stream()
                .map(each -> new Cmp(bytes(each.key()), Cmp.Op.EQUAL, CmpTarget.modRevision(each.modRevision())))
                .toArray(Cmp[]::new);
        Op[] operations = changes.stream().map(EtcdStore::operation).toArray(Op[]::new);
        return answer(kv().txn().If(comparisons).Then(operations).commit()).isSucceeded();
    }

    private static Op operation(Change change) {
        ByteSequence key = bytes(change.key());
        return change.value().isPresent()
                ? Op.put(key, ByteSequence.from(change.value().get()), PutOption.DEFAULT)
                : Op.delete(key, DeleteOption.DEFAULT);
    }

    @Override
    public Watch watch(String prefix, long from, Consumer<String> changed, Runnable ended) {
        WatchOption option = WatchOption.builder()
                .isPrefix(true)
                .withRevision(from)
                .withRequireLeader(true)
                .build();
        AtomicBoolean isOpen = new AtomicBoolean(true);
        Runnable end = () -> {
            if (isOpen.getAndSet(false)) {
                ended.run();
            }
        };
        Watcher watcher = client.getWatchClient()
                .watch(
                        bytes(prefix),
                        option,
                        response -> response.getEvents()
                                .forEach(event -> changed.accept(
                                        event.getKeyValue().getKey().toString(UTF_8))),
                        failure -> end.run(),
                        end);
        return new EtcdWatch(watcher, isOpen);
    }

    @Override
    public void close() {
        client.close();
    }

    private KV kv() {
        return client.getKVClient();
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, UTF_8);
    }

    private <T> T answer(CompletableFuture<T> request) throws StoreException {
        Duration most = longest;
        try {
            T answer = request.get(most.toMillis(), TimeUnit.MILLISECONDS);
            longest = later;
            return answer;
        } catch (ExecutionException e) {
            throw EtcdFailure.of(servers, e.getCause());
        } catch (TimeoutException e) {
            request.cancel(true);
            throw new StoreException(
                    StoreException.Reason.UNAVAILABLE,
                    "etcd at " + servers + " has not answered within " + most.toMillis() + " ms",
                    e);
        } catch (InterruptedException e) {
            request.cancel(true);
            Thread.currentThread().interrupt();
            throw new StoreException(StoreException.Reason.UNAVAILABLE, "interrupted while etcd was asked", e);
        }
    }

    private record EtcdWatch(Watcher watcher, AtomicBoolean open) implements Watch {
        @Override
        public boolean isOpen() {
            return open.get();
        }

        @Override
        public void close() {
            open.set(false);
            watcher.close();
        }
    }
}
