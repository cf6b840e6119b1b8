package org.linuxkeyring.fleet.follow;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.linuxkeyring.fleet.message.EntryName;

/** Keeps what is told. */
final class RecordingLog implements FollowLog {
    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void taken(EntryName name, Followed now) {
        lines.add("taken " + name + " " + now.version());
    }

    @Override
    public void refused(EntryName name, String reason) {
        lines.add("refused " + name + " " + reason);
    }

    @Override
    public void lost(EntryName name) {
        lines.add("lost " + name);
    }

    @Override
    public void heard() {
        lines.add("heard");
    }

    @Override
    public void reportRefused(String reason) {
        lines.add("unreported " + reason);
    }

    @Override
    public void unheard(String reason) {
        lines.add("unheard " + reason);
    }
}
