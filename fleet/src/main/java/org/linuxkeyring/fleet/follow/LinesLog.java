package org.linuxkeyring.fleet.follow;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.kernel.Printable;

/** Lines for the journal. What has not changed is not told again. */
final class LinesLog implements FollowLog {
    private final Consumer<String> lines;
    private final Map<EntryName, String> refusals = new HashMap<>();
    private String unheard = "";
    private boolean isHeard;

    LinesLog(Consumer<String> lines) {
        this.lines = lines;
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
        if (!reason.equals(refusals.put(name, reason))) {
            tell(name + " is refused: " + reason);
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
}
