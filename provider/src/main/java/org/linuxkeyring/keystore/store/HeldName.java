package org.linuxkeyring.keystore.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.StoredEntry.Kind;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/**
 * Names of the keys that the kernel holds for entries, as docs/KERNEL-HELD.md specifies: {@code linuxkeyring:}, the
 * type and the whole description of the entry's readable key, and a number, so that a new key never takes the old one's
 * place before the entry says so.
 *
 * <p>No two entries have a name in common. What is before the number, which is of one length always, is the entry's
 * {@linkplain #stem(KeyName) stem}: it ends where the name has the number, and begins with the type, which has no colon
 * and no slash.
 */
public final class HeldName {
    /**
     * A {@code logon} key's description must begin with a service (security/keys/user_defined.c,
     * logon_vet_description).
     */
    private static final String SERVICE = "linuxkeyring:";

    private static final int NUMBER_BYTES = 8;
    private static final int NUMBER_LENGTH = 1 + 2 * NUMBER_BYTES;
    private static final Pattern NUMBERED =
            Pattern.compile("(" + SERVICE + ".*)#[0-9a-f]{" + 2 * NUMBER_BYTES + "}", Pattern.DOTALL);
    private static final Set<KeyType> TYPES = Set.of(KeyType.ASYMMETRIC, KeyType.LOGON);

    /**
     * What makes the kernel look for a part of a certificate's identifier instead (asymmetric_key_match_preparse in
     * asymmetric_type.c).
     */
    private static final Pattern IDENTIFIER = Pattern.compile("(id|ex|dn):.*", Pattern.DOTALL);

    private static final SecureRandom RANDOM = new SecureRandom();

    private HeldName() {}

    /** A new name for a key of the entry with this readable key. */
    public static KeyName next(KeyName entry, KeyType type) {
        byte[] number = new byte[NUMBER_BYTES];
        RANDOM.nextBytes(number);
        String text = stem(entry) + "#" + HexFormat.of().formatHex(number);
        return new KeyName(type, Description.of(text.getBytes(ISO_8859_1)));
    }

    /**
     * What the names of an entry's keys begin with, and those of no other; a description that leaves no room for the
     * rest goes in as its SHA-256.
     */
    static String stem(KeyName entry) {
        String plain = SERVICE + entry.type() + ":" + text(entry.description());
        return plain.length() + NUMBER_LENGTH <= Description.MAX_BYTES
                ? plain
                : SERVICE + entry.type() + "/sha256:" + sha256(entry.description());
    }

    /** The stem of the entry that a key of this name is for; empty for a key that has not such a name. */
    static Optional<String> stemOf(KeyName held) {
        if (!TYPES.contains(held.type())) {
            return Optional.empty();
        }
        Matcher numbered = NUMBERED.matcher(text(held.description()));
        return numbered.matches() ? Optional.of(numbered.group(1)) : Optional.empty();
    }

    /** Whether a key has one of the names that are this entry's alone. */
    public static boolean isOf(KeyName entry, KeyName held) {
        return stemOf(held).filter(stem(entry)::equals).isPresent();
    }

    /**
     * Whether a key may be the entry's: it has one of the names that are this entry's alone, or is the private key of
     * the same description that another tool put beside the certificates.
     */
    public static boolean mayBeOf(KeyName entry, KeyName held) {
        return isOf(entry, held) || sameDescription(entry).filter(held::equals).isPresent();
    }

    /**
     * The name that an entry's payload gives, which proves nothing; empty for an entry that holds its own key, or has
     * none.
     */
    public static Optional<KeyName> noted(StoredEntry entry) {
        return entry.heldKey()
                .map(description ->
                        new KeyName(entry.kind() == Kind.SECRET_KEY ? KeyType.LOGON : KeyType.ASYMMETRIC, description));
    }

    /**
     * The name of a private key that another tool may have put beside these certificates; empty where there can be
     * none.
     */
    static Optional<KeyName> beside(KeyName name, StoredEntry entry) {
        return entry.heldKey().isEmpty() && entry.kind() == Kind.CERTIFICATE && !entry.isDated()
                ? sameDescription(name)
                : Optional.empty();
    }

    /**
     * Never a key that is held for another entry, nor one that a search for this name would not look for by the name.
     */
    private static Optional<KeyName> sameDescription(KeyName entry) {
        KeyName same = new KeyName(KeyType.ASYMMETRIC, entry.description());
        return stemOf(same).isPresent()
                        || IDENTIFIER.matcher(text(entry.description())).matches()
                ? Optional.empty()
                : Optional.of(same);
    }

    /** A character for each byte, whatever encoding a description is in. */
    private static String text(Description description) {
        return new String(description.bytes(), ISO_8859_1);
    }

    private static String sha256(Description description) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(description.bytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
