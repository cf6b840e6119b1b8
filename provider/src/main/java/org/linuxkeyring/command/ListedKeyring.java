package org.linuxkeyring.command;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.linuxkeyring.spec.ListedKey;

/**
 * A keyring of a listing, or a key of which it cannot be told whether it is one.
 *
 * @param entries those that it links itself
 * @param nested the keyrings that it links
 */
record ListedKeyring(ListedKey keyring, List<ListedEntry> entries, List<ListedKeyring> nested) {
    String name() {
        return keyring.description().orElse("?");
    }

    /** Why there is no more to see of it. */
    Optional<String> remark() {
        boolean isEmpty = entries.isEmpty() && nested.isEmpty();
        return keyring.remark().or(() -> isEmpty ? Optional.of("no entries") : Optional.empty());
    }

    /** What is known of each entry that the keystore finds in it and below, by names that stay. */
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
