package org.linuxkeyring.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.linuxkeyring.model.Vocabulary.Name;

/** A key that must be there. */
final class ModelKey {
    /** What the kernel gives a new key. */
    static final int DEFAULT_MASK = 0x3f010000;

    private static final int POSSESSOR_WRITES = 0x04000000;
    private static final int POSSESSOR_LINKS = 0x10000000;
    private static final int POSSESSOR_SETS_ATTRIBUTES = 0x20000000;

    final int id;
    final Name name;

    /** 0 as long as it has not been seen. */
    int serial;

    Value value;

    /** Of the payload; empty where it has to be new. */
    Optional<String> digest = Optional.empty();

    int mask = DEFAULT_MASK;

    /** Empty where the model does not say. */
    Optional<End> end;

    /** Whether it belongs to another user. */
    boolean isForeign;

    /** Whether it died because its time was over. */
    boolean isExpired;

    /** Whether it has expired or was revoked. The kernel unlinks it in its own time. */
    boolean isDead;

    /**
     * When a key ends. A keystore that replaces it sets the time that was left, which the kernel tells rounded down to
     * one unit, unless the entry notes when it ends: it may end at the one time or the other. A note that is left from
     * an earlier timeout, and fits what the kernel tells, counts too.
     *
     * @param noted the latest end that the entry may still note
     */
    record End(Instant earliest, Instant latest, Instant noted) {
        static final End NEVER = new End(Instant.MAX, Instant.MAX, Instant.MIN);
        static final End SOME_TIME = of(Instant.EPOCH, Instant.MAX.minus(Duration.ofDays(1)));
        private static final Duration HOUR = Duration.ofHours(1);
        private static final Duration MINUTE = Duration.ofMinutes(1);

        /** The keystore reads what is left somewhat later than the model. */
        private static final Duration LONGEST_STEP = Duration.ofSeconds(30);

        static End in(Duration timeout) {
            Instant end = Instant.now().plus(timeout);
            return of(end, end);
        }

        private static End of(Instant earliest, Instant latest) {
            return new End(earliest, latest, Instant.MIN);
        }

        /** The same for a key that had another end, which its payload may note. */
        End insteadOf(Optional<End> other) {
            return equals(NEVER)
                    ? this
                    : new End(
                            earliest,
                            latest,
                            other.filter(timed -> !timed.equals(NEVER))
                                    .map(timed -> later(timed.latest, timed.noted))
                                    .orElse(Instant.MIN));
        }

        private static Instant later(Instant one, Instant other) {
            return one.isAfter(other) ? one : other;
        }

        End kept() {
            if (equals(NEVER) || equals(SOME_TIME)) {
                return this;
            }
            Instant now = Instant.now();
            Duration left = Duration.between(now, earliest).minus(LONGEST_STEP);
            Duration unit = left.compareTo(HOUR) >= 0 ? HOUR : MINUTE;
            return of(now.plus(unit.multipliedBy(left.dividedBy(unit))), later(latest, noted));
        }
    }

    ModelKey(int id, Name name, Value value, End end) {
        this.id = id;
        this.name = name;
        this.value = value;
        this.end = Optional.of(end);
    }

    ModelKey(ModelKey other) {
        this.id = other.id;
        this.name = other.name;
        this.serial = other.serial;
        this.value = other.value;
        this.digest = other.digest;
        this.mask = other.mask;
        this.end = other.end;
        this.isForeign = other.isForeign;
        this.isDead = other.isDead;
        this.isExpired = other.isExpired;
    }

    boolean isTimed() {
        return !end.orElse(End.NEVER).equals(End.NEVER);
    }

    boolean isWritable() {
        return (mask & POSSESSOR_WRITES) != 0;
    }

    boolean isLinkable() {
        return (mask & POSSESSOR_LINKS) != 0;
    }

    /** Whether its mask, owner and timeout can be changed. */
    boolean hasSettableAttributes() {
        return (mask & POSSESSOR_SETS_ATTRIBUTES) != 0;
    }

    /** Gives it another payload, and the time that it had left. */
    void replace(Value other) {
        update(other);
        end = end.map(End::kept);
    }

    /** Gives it another payload. */
    void update(Value other) {
        value = other;
        digest = Optional.empty();
    }

    @Override
    public String toString() {
        return serial + " " + name + " (" + value + String.format(", 0x%08x", mask)
                + (isTimed() ? ", " + end.get() : "") + (isForeign ? ", foreign" : "") + (isDead ? ", dead" : "")
                + ")";
    }
}
