package org.linuxkeyring.fleet.follow;

import java.util.List;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Report;

/** Several that are told the same. */
record FollowLogs(List<FollowLog> logs) implements FollowLog {
    @Override
    public void taken(EntryName name, Followed now) {
        logs.forEach(each -> each.taken(name, now));
    }

    @Override
    public void refused(EntryName name, String reason) {
        logs.forEach(each -> each.refused(name, reason));
    }

    @Override
    public void lost(EntryName name) {
        logs.forEach(each -> each.lost(name));
    }

    @Override
    public void heard() {
        logs.forEach(FollowLog::heard);
    }

    @Override
    public void unheard(String reason) {
        logs.forEach(each -> each.unheard(reason));
    }

    @Override
    public void reportTaken() {
        logs.forEach(FollowLog::reportTaken);
    }

    @Override
    public void reportRefused(String reason) {
        logs.forEach(each -> each.reportRefused(reason));
    }

    @Override
    public void reported(List<Report.State> states) {
        logs.forEach(each -> each.reported(states));
    }
}
