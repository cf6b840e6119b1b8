package org.linuxkeyring.fleet.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.fleet.store.FleetStore.Change;
import org.linuxkeyring.fleet.store.FleetStore.Condition;
import org.linuxkeyring.fleet.store.FleetStore.Keys;
import org.linuxkeyring.fleet.store.FleetStore.Watch;

/** What every store does. */
abstract class FleetStoreContract {
    private static final byte[] ONE = "one".getBytes(UTF_8);
    private static final byte[] TWO = "two".getBytes(UTF_8);

    /** Returns the store, below a prefix that no other test uses. */
    abstract FleetStore store() throws Exception;

    /** Returns the prefix of this test's keys. */
    abstract String prefix();

    private static boolean commit(FleetStore store, List<Condition> conditions, Map<String, byte[]> values)
            throws StoreException {
        return store.commit(
                conditions,
                values.entrySet().stream()
                        .map(each -> new Change(each.getKey(), Optional.of(each.getValue())))
                        .toList());
    }

    private static void put(FleetStore store, Map<String, byte[]> values) throws StoreException {
        assertTrue(commit(store, List.of(), values));
    }

    private static void delete(FleetStore store, String key) throws StoreException {
        assertTrue(store.commit(List.of(), List.of(new Change(key, Optional.empty()))));
    }

    private String key(String name) {
        return prefix() + name;
    }

    @Test
    void whatWasPutIsThereUntilItIsDeleted() throws Exception {
        FleetStore store = store();
        assertEquals(Optional.empty(), store.get(key("a")));

        put(store, Map.of(key("a"), ONE));
        assertArrayEquals(ONE, store.get(key("a")).orElseThrow().value());
        put(store, Map.of(key("a"), TWO));
        assertArrayEquals(TWO, store.get(key("a")).orElseThrow().value());

        delete(store, key("a"));
        assertEquals(Optional.empty(), store.get(key("a")));
        delete(store, key("a"));
    }

    @Test
    void eachChangeHasALaterRevisionThanTheOneBefore() throws Exception {
        FleetStore store = store();
        put(store, Map.of(key("a"), ONE));
        long first = store.get(key("a")).orElseThrow().modRevision();
        put(store, Map.of(key("a"), ONE, key("b"), ONE));

        long second = store.get(key("a")).orElseThrow().modRevision();
        assertTrue(second > first);
        assertEquals(second, store.get(key("b")).orElseThrow().modRevision());
        assertTrue(store.keys(prefix(), 10).revision() >= second);
    }

    @Test
    void putsAllOrNothingWhereAKeyIsNotAsExpected() throws Exception {
        FleetStore store = store();
        assertTrue(commit(store, List.of(new Condition(key("a"), 0L)), Map.of(key("a"), ONE)));
        long revision = store.get(key("a")).orElseThrow().modRevision();

        assertFalse(commit(store, List.of(new Condition(key("a"), 0L)), Map.of(key("a"), TWO, key("b"), TWO)));
        assertFalse(
                commit(store, List.of(new Condition(key("a"), revision + 1)), Map.of(key("a"), TWO, key("b"), TWO)));
        assertArrayEquals(ONE, store.get(key("a")).orElseThrow().value());
        assertEquals(Optional.empty(), store.get(key("b")));

        assertTrue(commit(store, List.of(new Condition(key("a"), revision)), Map.of(key("a"), TWO, key("b"), TWO)));
        assertArrayEquals(TWO, store.get(key("b")).orElseThrow().value());
    }

    @Test
    void listsTheKeysBelowAPrefixAlone() throws Exception {
        FleetStore store = store();
        put(store, Map.of(key("to/a"), ONE, key("to/b/c"), TWO, key("to"), ONE, key("tp/a"), ONE, key("tn"), ONE));

        Keys keys = store.keys(key("to/"), 10);
        assertEquals(
                List.of(key("to/a"), key("to/b/c")),
                List.copyOf(keys.revisions().keySet()));
        assertEquals(
                store.get(key("to/a")).orElseThrow().modRevision(),
                keys.revisions().get(key("to/a")));
    }

    @Test
    void listsMoreKeysThanAPageHasAndRefusesMoreThanTheCallerTakes() throws Exception {
        FleetStore store = store();
        for (int hundred = 0; hundred < 25; hundred++) {
            Map<String, byte[]> values = new HashMap<>();
            for (int i = 0; i < FleetStore.MOST_CHANGES; i++) {
                values.put(key("many/%02d/%02d".formatted(hundred, i)), ONE);
            }
            put(store, values);
        }
        assertEquals(2_500, store.keys(key("many/"), 2_500).revisions().size());
        assertEquals(2_500, store.list(key("many/")).size());

        StoreException refusal = assertThrows(StoreException.class, () -> store.keys(key("many/"), 2_499));
        assertEquals(StoreException.Reason.TOO_MANY, refusal.reason());
        assertTrue(refusal.getMessage().contains("more than 2499 keys below " + key("many/")), refusal.getMessage());
    }

    @Test
    void refusesToPutMoreThanATransactionHas() throws Exception {
        FleetStore store = store();
        Map<String, byte[]> values = new HashMap<>();
        IntStream.rangeClosed(0, FleetStore.MOST_CHANGES).forEach(i -> values.put(key("over/" + i), ONE));
        assertThrows(IllegalArgumentException.class, () -> put(store, values));
        assertEquals(0, store.keys(key("over/"), 10).revisions().size());
    }

    @Test
    void aWatchTellsOfWhatChangesFromARevisionOn() throws Exception {
        FleetStore store = store();
        put(store, Map.of(key("w/before"), ONE));
        long from = store.keys(key("w/"), 10).revision() + 1;
        put(store, Map.of(key("w/between"), ONE));
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (Watch watch = store.watch(key("w/"), from, told::add, () -> told.add("ended"))) {
            assertEquals(key("w/between"), told.poll(30, TimeUnit.SECONDS));
            assertTrue(watch.isOpen());

            put(store, Map.of(key("x"), ONE));
            delete(store, key("w/before"));
            assertEquals(key("w/before"), told.poll(30, TimeUnit.SECONDS));

            put(store, Map.of(key("w/a"), ONE, key("w/b"), ONE));
            assertEquals(
                    new TreeSet<>(List.of(key("w/a"), key("w/b"))),
                    new TreeSet<>(List.of(
                            String.valueOf(told.poll(30, TimeUnit.SECONDS)),
                            String.valueOf(told.poll(30, TimeUnit.SECONDS)))));
        }
        assertEquals(List.of(), List.copyOf(told));
    }

    @Test
    void aWatchTellsOfADeletionSinceItsRevision() throws Exception {
        FleetStore store = store();
        put(store, Map.of(key("d/gone"), ONE));
        long from = store.keys(key("d/"), 10).revision() + 1;
        delete(store, key("d/gone"));
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Watch watch = store.watch(key("d/"), from, told::add, () -> told.add("ended"));
        assertEquals(key("d/gone"), told.poll(30, TimeUnit.SECONDS));
        watch.close();
        assertFalse(watch.isOpen());
    }
}
