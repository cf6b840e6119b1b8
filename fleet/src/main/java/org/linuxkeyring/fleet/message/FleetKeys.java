package org.linuxkeyring.fleet.message;

import java.util.Optional;
import java.util.function.Function;

/**
 * The keys of the store under which messages are.
 *
 * @param prefix what all of them begin with, such as {@code /linuxkeyring/}; it ends with a slash
 */
public record FleetKeys(String prefix) {
    public static final String USUAL_PREFIX = "/linuxkeyring/";

    /** @throws IllegalArgumentException if the prefix does not end with a slash */
    public FleetKeys {
        if (!prefix.matches("[!-~]{0,199}/")) {
            throw new IllegalArgumentException("The prefix of keys must be 1 to 200 printable ASCII characters without"
                    + " blanks, of which the last is a slash, such as " + USUAL_PREFIX);
        }
    }

    public String requests() {
        return prefix + "requests/";
    }

    public String machines() {
        return prefix + "machines/";
    }

    public String catalog() {
        return prefix + "catalog/";
    }

    public String reports() {
        return prefix + "reports/";
    }

    /** Returns what the keys of a machine's envelopes begin with. */
    public String envelopes(MachineId machine) {
        return prefix + "to/" + machine + "/";
    }

    public String request(MachineId machine) {
        return requests() + machine;
    }

    public String machine(MachineId machine) {
        return machines() + machine;
    }

    public String report(MachineId machine) {
        return reports() + machine;
    }

    public String catalog(EntryName name) {
        return catalog() + name;
    }

    public String envelope(MachineId machine, EntryName name) {
        return envelopes(machine) + name;
    }

    /** Returns the machine whose key this is below a prefix; empty if it is none's. */
    public static Optional<MachineId> machineBelow(String prefix, String key) {
        return below(prefix, key, MachineId::new);
    }

    /** Returns the entry whose key this is below a prefix; empty if it is none's. */
    public static Optional<EntryName> nameBelow(String prefix, String key) {
        return below(prefix, key, EntryName::new);
    }

    private static <T> Optional<T> below(String prefix, String key, Function<String, T> parser) {
        try {
            return key.startsWith(prefix)
                    ? Optional.of(parser.apply(key.substring(prefix.length())))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
