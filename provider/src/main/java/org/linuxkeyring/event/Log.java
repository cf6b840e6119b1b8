package org.linuxkeyring.event;

import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The log lines of the provider, for the logger {@code org.linuxkeyring}. docs/operations/monitoring.md lists them.
 * They have names, numbers and reasons, and never a secret.
 */
public final class Log {
    public static final String NAME = "org.linuxkeyring";

    /** The most lines that are remembered, for others who may write into a keyring choose what the lines name. */
    private static final int MOST_TOLD = 1000;

    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private Log() {}

    /** Warns of something that stays as it is, and is met again and again: each line is logged once. */
    public static void warnOnce(String line) {
        if (TOLD.size() < MOST_TOLD && TOLD.add(line)) {
            warn(line);
        }
    }

    public static void warn(String line) {
        // The logger is asked for at each line, so that no class of a deployed application keeps another's class
        // loader.
        System.getLogger(NAME).log(Level.WARNING, line);
    }
}
