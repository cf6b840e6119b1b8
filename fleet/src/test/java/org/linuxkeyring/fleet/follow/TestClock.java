package org.linuxkeyring.fleet.follow;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/** A clock that can be put forward, or back. */
final class TestClock extends Clock {
    private final LongSupplier nanos;
    private final long begin;
    private volatile Instant now;

    /** A clock that stands until it is put. */
    TestClock(Instant now) {
        this(now, () -> 0);
    }

    /** @param nanos the time by which it goes on */
    TestClock(Instant now, LongSupplier nanos) {
        this.now = now;
        this.nanos = nanos;
        this.begin = nanos.getAsLong();
    }

    void step(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now.plusNanos(nanos.getAsLong() - begin);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
