package org.linuxkeyring.processes;

import java.util.List;

/** A shell loop of keyctl(1) on a keyring, as another tool with which a keystore shares its keys. */
final class KeyctlLoop {
    /** The keys that the loop makes, replaces, lets expire and unlinks. */
    static final String SHARED = "keyctl-shared";

    /** The keys that only the loop uses, and that stay. */
    static final String KEPT = "keyctl-kept";

    static final String OLD = "old old old";
    static final String NEW = "new and longer, new and longer";

    /**
     * The script. It prints that it is ready, waits for a line, and prints how many commands it ran. It ignores errors
     * for keys that another process removed, that expired, or that were possessed only while they were linked, and a
     * quota that seems used up after deletions.
     */
    private static final String SCRIPT = """
            ring=$1 rounds=$2 commands=0
            try() {
                commands=$((commands + 1))
                if said=$("$@" 2>&1); then return 0; fi
                case $said in
                *"Required key not available"* | *"Key has expired"* | *"Key has been revoked"* | \\
                    *"No such file or directory"* | \\
                    *"Permission denied"* | *"Disk quota exceeded"*) return 1 ;;
                esac
                echo "round $round: $*: $said" >&2
                exit 1
            }
            whole() {
                case $said in
                "%1$s" | "%2$s") ;;
                *) echo "round $round: not whole: $said" >&2; exit 1 ;;
                esac
            }
            echo ready
            read -r go
            round=0
            while [ $round -lt $rounds ]; do
                if [ $((round %% 2)) -eq 0 ]; then text="%1$s"; else text="%2$s"; fi
                until try keyctl add user %4$s "$text" "$ring"; do :; done
                try keyctl print "$said" && whole
                if try keyctl add user %3$s "$text" "$ring"; then
                    key=$said
                    try keyctl update "$key" "$text"
                    try keyctl print "$key" && whole
                    try keyctl timeout "$key" 1
                    if [ $((round %% 3)) -eq 0 ]; then try keyctl unlink "$key" "$ring"; fi
                fi
                try keyctl search "$ring" user kept-0 && try keyctl describe "$said"
                try keyctl list "$ring" || exit 1
                try keyctl rlist "$ring" || exit 1
                round=$((round + 1))
            done
            echo $commands
            """.formatted(OLD, NEW, SHARED, KEPT);

    private KeyctlLoop() {}

    static List<String> command(int keyring, int rounds) {
        return List.of("sh", "-c", SCRIPT, "sh", Integer.toString(keyring), Integer.toString(rounds));
    }
}
