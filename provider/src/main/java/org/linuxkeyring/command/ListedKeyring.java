package org.linuxkeyring.command;

import java.io.PrintStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.linuxkeyring.command.terminal.Form;
import org.linuxkeyring.command.terminal.Json;
import org.linuxkeyring.spec.ListedKey;

/**
 * A keyring of a listing, or a key of which it is not known whether it is a keyring.
 *
 * @param entries the entries that the keyring links itself
 * @param nested the keyrings that it links
 */
record ListedKeyring(ListedKey keyring, List<ListedEntry> entries, List<ListedKeyring> nested) {
    /** Prints keyrings as a table or in lines for people, or as an array of their entries for programs. */
    static void print(List<ListedKeyring> keyrings, Form form, PrintStream out) {
        Instant now = Instant.now();
        if (form.kind() == Form.Kind.JSON) {
            out.println(Json.array(keyrings.stream()
                    .flatMap(each -> each.members(now))
                    .sorted(Comparator.comparing(members -> (String) members.get("alias")))
                    .toList()));
        } else {
            new EntryTable(now, form).print(keyrings, out);
        }
    }

    String name() {
        return keyring.description().orElse("?");
    }

    /**
     * Returns the keyring with those of its entries alone that are secrets, or may be one as far as can be told, and
     * with the nested keyrings that have such an entry.
     */
    ListedKeyring secrets() {
        return new ListedKeyring(
                keyring,
                entries.stream().filter(ListedEntry::maybeSecret).toList(),
                nested.stream()
                        .map(ListedKeyring::secrets)
                        .filter(below -> !below.entries.isEmpty() || !below.nested.isEmpty())
                        .toList());
    }

    /** Returns the reason why not more of the keyring is known. */
    Optional<String> remark() {
        boolean isEmpty = entries.isEmpty() && nested.isEmpty();
        return keyring.remark().or(() -> isEmpty ? Optional.of("no entries") : Optional.empty());
    }

    /**
     * Returns what is known of each entry that the keystore finds in the keyring and below, by member names that do not
     * change between versions.
     */
    Stream<Map<String, Object>> members(Instant now) {
        Stream<Map<String, Object>> own = entries.stream()
                .filter(entry -> !entry.isHidden())
                .map(entry -> {
                    Map<String, Object> members = entry.members(now);
                    members.put("keyring", name());
                    members.put("keyringSerial", keyring.serial());
                    return members;
                });
        return Stream.concat(own, nested.stream().flatMap(below -> below.members(now)));
    }
}
