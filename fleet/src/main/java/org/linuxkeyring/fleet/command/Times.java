package org.linuxkeyring.fleet.command;

import java.time.Duration;
import org.linuxkeyring.command.Lifetime;
import org.linuxkeyring.command.terminal.CommandLines;
import org.linuxkeyring.fleet.message.Policy;
import org.linuxkeyring.kernel.Printable;
import picocli.CommandLine.ITypeConverter;

/** Times as options have them: as in the provider's commands, but for 0, since nothing here is without an end. */
final class Times {
    private Times() {}

    /** @throws IllegalArgumentException if the text is no time, or is 0 */
    static Duration parse(String text) {
        try {
            Duration time = Lifetime.parse(text);
            if (!time.isZero()) {
                return time;
            }
        } catch (IllegalArgumentException e) {
            throw malformed(text, e);
        }
        throw malformed(text, null);
    }

    private static IllegalArgumentException malformed(String text, Exception cause) {
        return new IllegalArgumentException(
                "'" + Printable.name(text) + "' is no time that something lasts here, such as 90s, 15m, 8h, 30d, 2w or"
                        + " PT8H, from 1 to 2147483647 seconds",
                cause);
    }

    /** Converts a lease, which has a bound. */
    static final class OfLease implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) throws Exception {
            return CommandLines.converter(OfLease::parse).convert(text);
        }

        private static Duration parse(String text) {
            Duration time = Times.parse(text);
            try {
                Policy.requireLease(time);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "'" + Printable.name(text) + "' is too long for a lease, which is at most 30 days: who has"
                                + " stolen a machine would have its keys for that time",
                        e);
            }
            return time;
        }
    }
}
