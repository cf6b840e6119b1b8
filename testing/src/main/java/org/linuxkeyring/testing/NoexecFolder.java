package org.linuxkeyring.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder whose files may not be executed, for one command. */
public final class NoexecFolder {
    private NoexecFolder() {}

    /** The command in a mount namespace of its own, so that the mount over the folder ends with it. */
    public static Child on(Path folder, List<String> command) {
        List<String> whole = new ArrayList<>(List.of("unshare", "--mount", "--map-root-user", "sh", "-c"));
        whole.add("mount -t tmpfs -o noexec tmpfs \"$0\" && exec \"$@\"");
        whole.add(folder.toString());
        whole.addAll(command);
        return Child.of(whole);
    }
}
