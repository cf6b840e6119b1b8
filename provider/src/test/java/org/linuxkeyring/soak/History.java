package org.linuxkeyring.soak;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the entries of the hosts were at which time, as far as the programs that changed them know it, and so which
 * certificates a handshake may have been shown. All times are milliseconds of the system's clock, by which the kernel
 * lets keys expire.
 */
final class History {
    private static final long SECOND = 1000;

    /** The kernel reads the clock as it was at the last timer tick, at most 10 ms ago (CONFIG_HZ_100). */
    private static final long TICK = 10;

    /** How far back the changes are shown that may explain a failure. */
    private static final long SHOWN_BEFORE = 20_000;

    private final Map<String, List<Change>> changes = new HashMap<>();
    private long count;

    /**
     * A change to a host's entry.
     *
     * @param what the certificate, or {@link Importer#GONE}
     * @param seconds the timeout, 0 for none
     */
    private record Change(String what, long began, long done, int seconds) {
        boolean isGone() {
            return what.equals(Importer.GONE);
        }

        /** The kernel counts from the beginning of the current second (key_set_timeout in security/keys/key.c). */
        long mayHaveExpired() {
            return seconds == 0 ? Long.MAX_VALUE : ((began - TICK) / SECOND + seconds) * SECOND;
        }

        long hasExpired() {
            return seconds == 0 ? Long.MAX_VALUE : done + seconds * SECOND + TICK;
        }
    }

    /** Takes a line that an importer told: {@code change HOST WHAT BEGAN DONE SECONDS}. */
    void change(String line) {
        String[] words = line.split(" ");
        Change change =
                new Change(words[2], Long.parseLong(words[3]), Long.parseLong(words[4]), Integer.parseInt(words[5]));
        changes.computeIfAbsent(words[1], host -> new ArrayList<>()).add(change);
        count++;
    }

    /** Returns how many changes there were, including those that are forgotten. */
    long count() {
        return count;
    }

    /** Forgets all but the last change of each host, when no handshake from before it will be asked about. */
    void forget() {
        changes.values().forEach(all -> all.subList(0, all.size() - 1).clear());
    }

    /**
     * Returns whether a line that a client told, {@code handshake HOST BEGAN ENDED SHOWN}, is as it has to be: the
     * certificate was the host's at a time during the handshake, or there was a time during it when the host may have
     * had no entry, and the server chose another host's or refused.
     */
    boolean explains(String line) {
        String[] words = line.split(" ", 5);
        String host = words[1];
        String shown = words[4];
        long began = Long.parseLong(words[2]);
        long ended = Long.parseLong(words[3]);
        List<Change> all = changes.get(host);
        if (shown.startsWith(host + "/")) {
            return mayHaveBeen(shown, all, began, ended);
        }
        return isServersChoice(shown) && mayHaveBeenGone(all, began, ended);
    }

    /** Returns the changes to a handshake's host from some time before it until its end, in words. */
    String around(String line) {
        String[] words = line.split(" ", 5);
        long from = Long.parseLong(words[2]) - SHOWN_BEFORE;
        long until = Long.parseLong(words[3]);
        return changes.get(words[1]).stream()
                .filter(change -> from <= change.done && change.began <= until)
                .map(change ->
                        "%s from %d to %d for %d s".formatted(change.what, change.began, change.done, change.seconds))
                .collect(Collectors.joining("; "));
    }

    private boolean isServersChoice(String shown) {
        return shown.startsWith(Clients.REFUSED)
                || changes.keySet().stream().anyMatch(host -> shown.startsWith(host + "/"));
    }

    private static boolean mayHaveBeen(String shown, List<Change> all, long began, long ended) {
        for (int i = 0; i < all.size(); i++) {
            Change change = all.get(i);
            long end = Math.min(change.hasExpired(), replaced(all, i));
            if (change.what.equals(shown) && change.began <= ended && began <= end) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayHaveBeenGone(List<Change> all, long began, long ended) {
        for (int i = 0; i < all.size(); i++) {
            Change change = all.get(i);
            long gone = change.isGone() ? change.began : change.mayHaveExpired();
            long back = replaced(all, i);
            if (gone < back && gone <= ended && began <= back) {
                return true;
            }
        }
        return false;
    }

    private static long replaced(List<Change> all, int i) {
        return i + 1 < all.size() ? all.get(i + 1).done : Long.MAX_VALUE;
    }
}
