package org.linuxkeyring.kernel;

import java.util.concurrent.TimeUnit;

/** The column of /proc/keys that shows the time until a key expires (security/keys/proc.c, proc_keys_show). */
public final class TimeoutColumn {
    /** The column of a key without a timeout. */
    public static final String NONE = "perm";

    /** The column of an expired key. */
    public static final String EXPIRED = "expd";

    private static final long MINUTE = 60;
    private static final long HOUR = TimeUnit.HOURS.toSeconds(1);
    private static final long DAY = TimeUnit.DAYS.toSeconds(1);
    private static final long WEEK = TimeUnit.DAYS.toSeconds(7);

    private TimeoutColumn() {}

    /** Returns what is shown of a key that expires in that many seconds: the time in one unit, rounded down. */
    public static String of(long seconds) {
        if (seconds < MINUTE) {
            return seconds + "s";
        } else if (seconds < HOUR) {
            return seconds / MINUTE + "m";
        } else if (seconds < DAY) {
            return seconds / HOUR + "h";
        }
        return seconds < WEEK ? seconds / DAY + "d" : seconds / WEEK + "w";
    }
}
