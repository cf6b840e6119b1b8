package org.linuxkeyring.fleet.follow;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Report;
import org.linuxkeyring.kernel.Printable;

/**
 * Lines for the journal. What has not changed is not told again. Who can write to the store chooses how much there is
 * to refuse, so of that a minute has a few lines, and their number.
 */
final class LinesLog implements FollowLog {
    private static final int MOST_REFUSALS = 20;
    private static final int MOST_REASONS = 2 * Follower.MOST_ENTRIES;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    /** Why each name was refused last, of as many names as are kept in mind. */
    private static final class Reasons extends LinkedHashMap<EntryName, String> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<EntryName, String> eldest) {
            return size() > MOST_REASONS;
        }
    }

    private final Consumer<String> lines;
    private final LongSupplier nanos;
    private final Map<EntryName, String> refusals = new Reasons();
    private long begun;
    private int told;
    private int untold;
    private boolean isCounted;
    private String unheard = "";
    private String unreported = "";
    private boolean isHeard;

    /** @param nanos the time since some moment */
    LinesLog(Consumer<String> lines, LongSupplier nanos) {
        this.lines = lines;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    private void tell(String line) {
        lines.accept(Printable.text(line));
    }

    @Override
    public void taken(EntryName name, Followed now) {
        refusals.remove(name);
        tell(now.set()
                .map(entry -> name + " version " + now.version() + " is set"
                        + entry.policy().user().map(user -> " for " + user).orElse("")
                        + ", until " + entry.leaseEnd() + " if it is not prolonged")
                .orElse(name + " version " + now.version() + " is a revocation: the entry is removed"));
    }

    @Override
    public void refused(EntryName name, String reason) {
        if (reason.equals(refusals.put(name, reason))) {
            return;
        }
        beginMinute();
        if (told == MOST_REFUSALS) {
            untold++;
            return;
        }
        told++;
        tell(name + " is refused: " + reason);
    }

    private void beginMinute() {
        if (nanos.getAsLong() - begun >= MINUTE) {
            tellNumber();
            begun = nanos.getAsLong();
            told = 0;
            isCounted = false;
        }
    }

    private void tellNumber() {
        if (untold > 0) {
            tell(untold + " more are refused. The Flight Recorder has each (org.linuxkeyring.FleetEntry)");
            untold = 0;
        }
    }

    @Override
    public void lost(EntryName name) {
        tell(name + " was removed from its keyring by someone else, or has expired there. It is set again");
    }

    @Override
    public void heard() {
        if (!isHeard) {
            tell("The store answers");
        }
        isHeard = true;
        unheard = "";
    }

    @Override
    public void unheard(String reason) {
        isHeard = false;
        if (!reason.equals(unheard)) {
            tell(reason);
        }
        unheard = reason;
    }

    @Override
    public void reportTaken() {
        if (!unreported.isEmpty()) {
            tell("Reports are taken again");
        }
        unreported = "";
    }

    @Override
    public void reportRefused(String reason) {
        if (!reason.equals(unreported)) {
            tell(reason);
        }
        unreported = reason;
    }

    @Override
    public void reported(List<Report.State> states) {
        beginMinute();
        if (!isCounted && untold > 0) {
            tellNumber();
            isCounted = true;
        }
    }
}
