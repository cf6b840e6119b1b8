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
import org.linuxkeyring.spec.KeyInfo.Origin;

/**
 * Names of the keys that the kernel holds for entries, as docs/KERNEL-HELD.md specifies: {@code linuxkeyring:}, the
 * type and the whole description of the entry's readable key, and a number. Because of the number, a new key does not
 * take the old key's place before the entry names the new one.
 *
 * <p>No two entries have a name in common. The part of a name before the number is the entry's
 * {@linkplain #stem(KeyName) stem}. The number always has the same length, which shows where the stem ends; and the key
 * type at the beginning of the stem contains neither a colon nor a slash, which shows where the description begins.
 */
public final class HeldName {
    /**
     * The service that a {@code logon} key's description must begin with (security/keys/user_defined.c,
     * logon_vet_description).
     */
    private static final String SERVICE = "linuxkeyring:";

    private static final int NUMBER_BYTES = 8;
    private static final int NUMBER_LENGTH = 1 + 2 * NUMBER_BYTES;
    private static final Pattern NUMBERED =
            Pattern.compile("(" + SERVICE + ".*)#[0-9a-f]{" + 2 * NUMBER_BYTES + "}", Pattern.DOTALL);
    private static final Set<KeyType> TYPES = Set.of(KeyType.ASYMMETRIC, KeyType.LOGON, KeyType.ENCRYPTED);

    /**
     * A description by which the kernel would look for a part of a certificate's identifier instead
     * (asymmetric_key_match_preparse in asymmetric_type.c).
     */
    private static final Pattern IDENTIFIER = Pattern.compile("(id|ex|dn):.*", Pattern.DOTALL);

    private static final SecureRandom RANDOM = new SecureRandom();

    private HeldName() {}

    /** Returns a new name for a key of the entry with this readable key. */
    public static KeyName next(KeyName entry, KeyType type) {
        byte[] number = new byte[NUMBER_BYTES];
        RANDOM.nextBytes(number);
        String text = stem(entry) + "#" + HexFormat.of().formatHex(number);
        return new KeyName(type, Description.of(text.getBytes(ISO_8859_1)));
    }

    /**
     * Returns the text with which the names of the entry's held keys begin, and those of no other entry's. A
     * description that leaves no room for the rest is replaced by its SHA-256.
     */
    public static String stem(KeyName entry) {
        String plain = SERVICE + entry.type() + ":" + text(entry.description());
        return plain.length() + NUMBER_LENGTH <= Description.MAX_BYTES
                ? plain
                : SERVICE + entry.type() + "/sha256:" + sha256(entry.description());
    }

    /**
     * Returns the stem of the entry for which a key of this name is held; empty if the name does not have this form.
     */
    public static Optional<String> stemOf(KeyName held) {
        if (!TYPES.contains(held.type())) {
            return Optional.empty();
        }
        Matcher numbered = NUMBERED.matcher(text(held.description()));
        return numbered.matches() ? Optional.of(numbered.group(1)) : Optional.empty();
    }

    /** Returns whether a key has a name that belongs to this entry alone. */
    public static boolean isOf(KeyName entry, KeyName held) {
        return stemOf(held).filter(stem(entry)::equals).isPresent();
    }

    /**
     * Returns whether a key may be the entry's: its name belongs to this entry alone, or it is the private key of the
     * same description that another tool put beside the certificates.
     */
    public static boolean mayBeOf(KeyName entry, KeyName held) {
        return isOf(entry, held) || sameDescription(entry).filter(held::equals).isPresent();
    }

    /**
     * Returns the name of the held key in an entry's payload, which proves nothing; empty for an entry whose payload is
     * the key itself, or that has no key.
     */
    public static Optional<KeyName> noted(StoredEntry entry) {
        return entry.heldKey().map(description -> new KeyName(typeNoted(entry), description));
    }

    /** Returns the same name if it belongs to this entry alone. */
    public static Optional<KeyName> notedOwn(KeyName name, StoredEntry entry) {
        return noted(entry).filter(held -> isOf(name, held));
    }

    private static KeyType typeNoted(StoredEntry entry) {
        if (entry.kind() != Kind.SECRET_KEY) {
            return KeyType.ASYMMETRIC;
        }
        return entry.origin() == Origin.GENERATED_IN_KERNEL ? KeyType.ENCRYPTED : KeyType.LOGON;
    }

    /**
     * Returns the name of a private key that another tool may have put beside these certificates; empty if there can be
     * none.
     */
    static Optional<KeyName> beside(KeyName name, StoredEntry entry) {
        return entry.heldKey().isEmpty() && entry.kind() == Kind.CERTIFICATE && !entry.isDated()
                ? sameDescription(name)
                : Optional.empty();
    }

    /**
     * Returns the name of an asymmetric key with the entry's description. The result is empty if such a key would be
     * held for another entry, or if the kernel would not search for it by its whole description.
     */
    private static Optional<KeyName> sameDescription(KeyName entry) {
        KeyName same = new KeyName(KeyType.ASYMMETRIC, entry.description());
        return stemOf(same).isPresent()
                        || IDENTIFIER.matcher(text(entry.description())).matches()
                ? Optional.empty()
                : Optional.of(same);
    }

    /** Returns a description as text with one character for each byte, whatever encoding the description is in. */
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
