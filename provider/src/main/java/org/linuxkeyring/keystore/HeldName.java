package org.linuxkeyring.keystore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.StoredEntry.Kind;
import org.linuxkeyring.keyring.Description;
import org.linuxkeyring.keyring.KeyName;
import org.linuxkeyring.keyring.KeyType;

/**
 * Names of the keys that the kernel holds for entries: the entry's own description and a number, so that a new key never takes the old one's
 * place before the entry says so. Users do not see them.
 */
final class HeldName {
    /** A {@code logon} key's description must begin with a service (security/keys/user_defined.c, logon_vet_description). */
    private static final String SERVICE = "linuxkeyring:";

    private static final int NUMBER_BYTES = 8;
    private static final Pattern NUMBERED = Pattern.compile("(.*)#[0-9a-f]{" + 2 * NUMBER_BYTES + "}", Pattern.DOTALL);
    private static final Set<KeyType> TYPES = Set.of(KeyType.ASYMMETRIC, KeyType.LOGON);

    private static final SecureRandom RANDOM = new SecureRandom();

    private HeldName() {}

    /** A new name for the key of an entry. */
    static KeyName next(Description entry, KeyType type) {
        byte[] number = new byte[NUMBER_BYTES];
        RANDOM.nextBytes(number);
        String text = withService(text(entry), type) + "#" + HexFormat.of().formatHex(number);
        return new KeyName(type, Description.of(text.getBytes(ISO_8859_1)));
    }

    /**
     * The key of an entry: the one that it names, or, where another tool put certificates and private key there, the one of the same
     * description. Empty for an entry that holds its own key, or has none.
     *
     * @param description the entry's, asked for only where it counts: each lookup of any key comes here
     */
    static Optional<KeyName> of(StoredEntry entry, Supplier<Description> description, EntryStore store) {
        if (entry.heldKey().isPresent()) {
            KeyType type = entry.kind() == Kind.SECRET_KEY ? KeyType.LOGON : KeyType.ASYMMETRIC;
            return Optional.of(new KeyName(type, entry.heldKey().get()));
        }
        if (entry.kind() != Kind.CERTIFICATE || entry.isDated()) {
            return Optional.empty();
        }
        KeyName sameDescription = new KeyName(KeyType.ASYMMETRIC, description.get());
        return store.key(sameDescription).isPresent() ? Optional.of(sameDescription) : Optional.empty();
    }

    /** Whether {@code name} is that of a key for one of these entries. */
    static boolean isForOneOf(Set<Description> entries, KeyName name) {
        if (!TYPES.contains(name.type())) {
            return false;
        }
        Matcher numbered = NUMBERED.matcher(text(name.description()));
        return numbered.matches()
                && entries.stream()
                        .map(entry -> withService(text(entry), name.type()))
                        .anyMatch(numbered.group(1)::equals);
    }

    private static String withService(String text, KeyType type) {
        return type.equals(KeyType.LOGON) && text.indexOf(':') < 1 ? SERVICE + text : text;
    }

    /** A character for each byte, whatever encoding a description is in. */
    private static String text(Description description) {
        return new String(description.bytes(), ISO_8859_1);
    }
}
