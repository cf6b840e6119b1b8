package org.linuxkeyring.fleet.follow;

import java.util.List;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Report;

/** What is told of the service: to the log, to the metrics, and to the Flight Recorder. No secret is told. */
interface FollowLog {
    /** An entry was set, or removed since it was revoked. */
    void taken(EntryName name, Followed now);

    /** A value was not taken, or an entry is not prolonged. */
    void refused(EntryName name, String reason);

    /** An entry that was set is no longer there. */
    void lost(EntryName name);

    /** The store has answered. */
    void heard();

    /** The store has not answered. */
    void unheard(String reason);

    /** The store has taken a report. */
    default void reportTaken() {}

    /** The store has not taken a report. */
    void reportRefused(String reason);

    /** What all entries are is reported, within a second of a change and whenever leases were prolonged. */
    default void reported(List<Report.State> states) {}
}
