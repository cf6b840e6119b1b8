package org.linuxkeyring.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.model.Model.SiblingOrder;
import org.linuxkeyring.model.Vocabulary.Name;

/** What is there, as the system calls tell it. */
final class Snapshot {
    private static final String PERMANENT = "perm";
    private static final Map<Character, Duration> UNITS =
            Map.of('s', Duration.ofSeconds(1), 'm', Duration.ofMinutes(1), 'h', Duration.ofHours(1));

    /** Between the clock's reading and the system call, and of times in whole seconds. */
    private static final Duration TOLERANCE = Duration.ofSeconds(30);

    private static final String HELD = "linuxkeyring:";

    private final Map<Place, List<Seen>> held = new EnumMap<>(Place.class);
    private final Map<Place, List<Seen>> keys = new EnumMap<>(Place.class);
    private final Map<Place, List<Place>> below = new EnumMap<>(Place.class);
    private final Map<Place, Integer> lengths = new EnumMap<>(Place.class);
    private final Map<Integer, Seen> known = new HashMap<>();
    private final Keyrings keyrings;
    private final int user;

    /**
     * A key.
     *
     * @param name null of a dead one
     * @param timeLeft as /proc/keys shows it
     * @param digest of the payload; empty where it may not be read
     */
    record Seen(int serial, Name name, int mask, boolean isForeign, Optional<String> digest, String timeLeft) {
        boolean isTimed() {
            return !timeLeft.equals(PERMANENT);
        }

        /** Whether what /proc/keys shows, a whole number of some unit, is the time that is left until then. */
        boolean endsAt(ModelKey.End end) {
            if (end.equals(ModelKey.End.NEVER) || !isTimed() || timeLeft.equals("expd")) {
                return isTimed() != end.equals(ModelKey.End.NEVER);
            }
            int last = timeLeft.length() - 1;
            Duration unit = UNITS.get(timeLeft.charAt(last));
            Instant shown = Instant.now().plus(unit.multipliedBy(Long.parseLong(timeLeft.substring(0, last))));
            return shown.minus(TOLERANCE).isBefore(end.latest())
                    && shown.plus(unit).plus(TOLERANCE).isAfter(end.earliest());
        }

        /** Whether it is to end within a minute. */
        boolean isRetired() {
            return timeLeft.matches("\\d+s|1m|expd");
        }

        boolean isDead() {
            return name == null;
        }
    }

    private Snapshot(Keyrings keyrings) {
        this.keyrings = keyrings;
        this.user = keyrings.keyctl().effectiveUser();
    }

    static Snapshot of(Keyrings keyrings) {
        Snapshot snapshot = new Snapshot(keyrings);
        for (Place place : Place.values()) {
            snapshot.look(place);
        }
        return snapshot;
    }

    private void look(Place place) {
        Keyctl keyctl = keyrings.keyctl(place);
        List<Seen> linkedKeys = new ArrayList<>();
        List<Seen> heldKeys = new ArrayList<>();
        List<Place> linkedKeyrings = new ArrayList<>();
        int[] links = keyctl.readKeyring(keyrings.serial(place));
        for (int link : links) {
            Optional<Place> keyring = keyrings.place(link);
            if (keyring.isPresent()) {
                linkedKeyrings.add(keyring.get());
            } else {
                Optional.ofNullable(known.get(link)).or(() -> see(keyctl, link)).ifPresent(seen -> {
                    known.put(link, seen);
                    if (!seen.isDead() && seen.name.description().startsWith(HELD)) {
                        keyrings.noteHeld(link);
                        heldKeys.add(seen);
                    } else if (seen.isDead() && keyrings.wasHeld(link)) {
                        // What was replaced has ended, and the kernel unlinks it in its own time.
                        return;
                    } else if (!place.isShared() || seen.isDead() || keyrings.isTagged(seen.name.description())) {
                        linkedKeys.add(seen);
                    }
                });
            }
        }
        keys.put(place, linkedKeys);
        held.put(
                place,
                heldKeys.stream()
                        .filter(key -> keyrings.isTagged(key.name.description()))
                        .toList());
        below.put(place, linkedKeyrings);
        lengths.put(place, links.length);
    }

    /**
     * Empty for what has been collected since, or was unlinked, so that no one possesses it: other tests use the
     * keyring.
     */
    private Optional<Seen> see(Keyctl keyctl, int serial) {
        try {
            String[] parts = new String(keyctl.describe(serial), StandardCharsets.UTF_8).split(";", 5);
            Name name = new Name(parts[0], parts[4]);
            if (!keyrings.isTagged(parts[4])) {
                return Optional.of(new Seen(serial, name, 0, false, Optional.empty(), PERMANENT));
            }
            return Optional.of(new Seen(
                    serial,
                    name,
                    Integer.parseUnsignedInt(parts[3], 16),
                    Integer.parseInt(parts[1]) != user,
                    digest(keyctl, serial),
                    keyctl.timeLeft(serial)));
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case ENOKEY, EACCES -> Optional.empty();
                case EKEYEXPIRED, EKEYREVOKED ->
                    Optional.of(new Seen(serial, null, 0, false, Optional.empty(), PERMANENT));
                default -> throw e;
            };
        }
    }

    private static Optional<String> digest(Keyctl keyctl, int serial) {
        try {
            return Optional.of(keyctl.read(serial, payload -> {
                try {
                    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
                    sha256.update(payload);
                    return HexFormat.of().formatHex(sha256.digest());
                } catch (NoSuchAlgorithmException e) {
                    throw new IllegalStateException(e);
                }
            }));
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EACCES || e.errno() == Errno.EOPNOTSUPP) {
                return Optional.empty();
            }
            throw e;
        }
    }

    List<Seen> keys(Place place) {
        return keys.get(place);
    }

    /** The keys there that the kernel holds, or held, for an entry. */
    List<Seen> held(Place place, Name entry) {
        return held.get(place).stream()
                .filter(key -> key.name.description().startsWith(HELD + entry + "#"))
                .toList();
    }

    List<Seen> held(Place place) {
        return held.get(place);
    }

    List<Integer> heldSerials() {
        return held.values().stream().flatMap(List::stream).map(Seen::serial).toList();
    }

    List<Place> below(Place place) {
        return below.get(place);
    }

    /**
     * Those in which a search may go through siblings: the shown one, and every other one in keyrings that are long.
     */
    List<SiblingOrder> orders() {
        Stream<SiblingOrder> orders = Stream.of(new SiblingOrder(below));
        for (Place place : lengths.keySet()) {
            if (lengths.get(place) > Keyrings.SHOWN_IN_ORDER) {
                orders = orders.flatMap(order -> order.permuted(place));
            }
        }
        return orders.toList();
    }
}
