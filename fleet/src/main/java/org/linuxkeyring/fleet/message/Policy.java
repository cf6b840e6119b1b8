package org.linuxkeyring.fleet.message;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.Permissions;

/**
 * How a machine sets an entry.
 *
 * @param user the name of the user in whose keyrings the entry is; empty for the user that the machine's service runs
 *     as
 * @param held whether the kernel is to hold the key, which then no process can read
 * @param permissions the key's permission mask; empty for the machine's default
 * @param lease the longest time that the entry outlives the last word of the cluster; empty for the machine's default
 */
public record Policy(Optional<String> user, boolean held, Optional<Permissions> permissions, Optional<Duration> lease) {
    /** What machines get who are told nothing. */
    public static final Policy DEFAULT = new Policy(Optional.empty(), false, Optional.empty(), Optional.empty());

    /** The longest lease; a longer one would be no lease. */
    static final Duration LONGEST_LEASE = Duration.ofDays(30);

    /** As useradd(8) allows names, without a first digit: a name is never a number. */
    private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9._-]{0,31}");

    /** @throws IllegalArgumentException if the user's name or the lease is not allowed */
    public Policy {
        Objects.requireNonNull(permissions, "permissions");
        user.filter(name -> !USER.matcher(name).matches()).ifPresent(name -> {
            throw new IllegalArgumentException("'" + Printable.name(name) + "' is no user's name. A name has 1 to 32"
                    + " ASCII letters, digits, dots, hyphens and underscores, and begins with a letter or underscore");
        });
        lease.ifPresent(Policy::requireLease);
    }

    /** @throws IllegalArgumentException if a time is no lease */
    public static void requireLease(Duration time) {
        if (time.getSeconds() < 1 || time.getNano() != 0 || time.compareTo(LONGEST_LEASE) > 0) {
            throw new IllegalArgumentException("A lease of " + time.toMillis() + " ms is not allowed. Allowed are whole"
                    + " seconds, from 1 second to at most 30 days");
        }
    }
}
