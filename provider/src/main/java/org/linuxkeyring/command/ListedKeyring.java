package org.linuxkeyring.command;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.linuxkeyring.spec.ListedKey;

/**
 * A keyring of a listing, or a key of which it is not known whether it is a keyring.
 *
 * @param entries the entries that the keyring links itself
 * @param nested the keyrings that it links
 */
record ListedKeyring(ListedKey keyring, List<ListedEntry> entries, List<ListedKeyring> nested) {
    String name() {
        return keyring.description().orElse("?");
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
