package org.linuxkeyring.fleet.follow;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.linuxkeyring.fleet.message.EntryName;

/** Events for the Flight Recorder, which are off unless a recording turns them on. */
final class FlightLog implements FollowLog {
    @Name("org.linuxkeyring.FleetEntry")
    @Label("Fleet entry")
    @Category("LinuxKeyring")
    @Description("What became of a publication to this machine")
    @Enabled(false)
    @StackTrace(false)
    static final class FleetEntry extends Event {
        @Label("Name")
        String entry;

        @Label("Version")
        long version;

        @Label("Result")
        @Description("set, removed, lost, or why it was refused")
        String result;
    }

    @Name("org.linuxkeyring.FleetStore")
    @Label("Fleet store")
    @Category("LinuxKeyring")
    @Description("Whether the store answered")
    @Enabled(false)
    @StackTrace(false)
    static final class FleetStore extends Event {
        @Label("Result")
        @Description("heard, or why it was not")
        String result;
    }

    private static void entry(EntryName name, long version, String result) {
        FleetEntry event = new FleetEntry();
        if (event.isEnabled()) {
            event.entry = name.text();
            event.version = version;
            event.result = result;
            event.commit();
        }
    }

    private static void store(String result) {
        FleetStore event = new FleetStore();
        if (event.isEnabled()) {
            event.result = result;
            event.commit();
        }
    }

    @Override
    public void taken(EntryName name, Followed now) {
        entry(name, now.version(), now.set().isPresent() ? "set" : "removed");
    }

    @Override
    public void refused(EntryName name, String reason) {
        entry(name, 0, reason);
    }

    @Override
    public void lost(EntryName name) {
        entry(name, 0, "lost");
    }

    @Override
    public void heard() {
        store("heard");
    }

    @Override
    public void reportRefused(String reason) {
        store(reason);
    }

    @Override
    public void unheard(String reason) {
        store(reason);
    }
}
