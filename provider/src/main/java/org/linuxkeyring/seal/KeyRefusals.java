package org.linuxkeyring.seal;

import java.nio.charset.StandardCharsets;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyEncryptionKeyException;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/**
 * The refusals where a key-encryption key is missing or cannot be used: they tell whether the entries are locked, and
 * how to unlock them, or when they are lost.
 */
final class KeyRefusals {
    static final KeyType TRUSTED = KeyType.of("trusted");

    static final String SEALING_TAKES = "Sealing takes Linux 6.2 or later with AF_ALG (CONFIG_CRYPTO_USER_API_AEAD) and"
            + " gcm(aes), and a process that may use it";

    private static final String LOCKED = "The sealed entries are locked: ";
    private static final String OF_TPM = "The TPM refuses (dmesg tells why), and gives all its reasons as EPERM. ";
    private static final String RECOVERY = "use the recovery file (docs/SEALED.md)";

    private KeyRefusals() {}

    static String shown(KeyName key) {
        return key.type() + ":" + Printable.name(key.description().toString());
    }

    static KeyringException locked(String why, Exception cause) {
        return new KeyEncryptionKeyException(LOCKED + why, cause);
    }

    /** Returns a refusal of a key under which nothing is sealed yet. */
    static KeyringException notSealed(KeyringException refusal) {
        String why = refusal.getMessage();
        return new KeyEncryptionKeyException(
                why.startsWith(LOCKED) ? "Entries cannot be sealed under it: " + why.substring(LOCKED.length()) : why,
                refusal);
    }

    /** Returns what is thrown where there is no key of the name under which entries are to be sealed. */
    static KeyringException noneToSealUnder(KeyName name) {
        return new KeyEncryptionKeyException(
                "The key under which entries are to be sealed, " + shown(name)
                        + ", is in none of the keyrings that this process searches, nor in @u. Load it first, and then"
                        + " at each boot, such as by a unit of systemd (docs/SEALED.md)",
                null);
    }

    /**
     * Returns what is thrown where the kernel does not make a key.
     *
     * @param command what it was told
     */
    static KeyringException notMade(KeyType type, String command, KeyctlException refusal) {
        return new KeyEncryptionKeyException(
                "The kernel could not make the key under which entries are sealed (" + type + ", "
                        + Printable.name(command) + "): " + explained(refusal, ofMaking(type, refusal.errno())),
                refusal);
    }

    private static String ofMaking(KeyType type, Errno errno) {
        if (errno == Errno.ENODEV) {
            return isMissing(type) + ": seal under another key";
        }
        if (type.equals(TRUSTED)) {
            return OF_TPM + "Its key is missing at that handle, or it is locked out for a time";
        }
        return errno == Errno.ENOKEY
                ? "Its master key is in none of the keyrings that this process searches: load that first"
                : "The kernel does not make one below that master key: name another, or load that one anew";
    }

    /** Returns what is thrown where the kernel does not load a key, or does not let it be found. */
    static KeyringException notLoaded(KeyEncryptionKey key, KeyctlException refusal) {
        return locked(
                "the key under which they are encrypted, " + shown(key.name()) + ", cannot be loaded: "
                        + explained(refusal, ofLoading(key, refusal.errno())),
                refusal);
    }

    private static String ofLoading(KeyEncryptionKey key, Errno errno) {
        KeyType type = key.name().type();
        if (errno == Errno.ENODEV) {
            return isMissing(type) + ": use another kernel, or the recovery file";
        }
        if (type.equals(TRUSTED)) {
            return OF_TPM + "If it is another machine's TPM, or was cleared, what it sealed is lost: " + RECOVERY
                    + ". Else the entries are not lost: its key is missing at the handle, and root makes the same again"
                    + " as it was made before (docs/SEALED.md), or it is locked out for a time, and you try later";
        }
        if (type.equals(KeyType.ENCRYPTED)) {
            return errno == Errno.ENOKEY
                    ? "Its master key" + master(key) + " is in none of the keyrings that this process searches: load"
                            + " the one first with which the file was made, since a new one of its name opens nothing."
                            + " If that is gone, what it sealed is lost: " + RECOVERY
                    : "Its master key" + master(key) + " is another one than when the file was made: load the right"
                            + " one. If that is gone, what it sealed is lost: " + RECOVERY;
        }
        if (errno == Errno.EKEYREVOKED || errno == Errno.EKEYEXPIRED) {
            return "Load the same key in its place, as it was loaded when the file was made: a new one opens nothing";
        }
        return "Let the process search and link it: root sets its mask by keyctl setperm";
    }

    /** Returns the name of the master key, which stands in the open in what the kernel loads a key from. */
    private static String master(KeyEncryptionKey key) {
        String[] words = new String(key.blob(), StandardCharsets.ISO_8859_1).split(" ", -1);
        return words.length > 1 ? " " + Printable.name(words[1]) : "";
    }

    private static String isMissing(KeyType type) {
        return "This kernel has no keys of type " + type + (type.equals(TRUSTED) ? ", or the machine no TPM" : "");
    }

    /** Returns the message of a refusal, with what it tells of the key where it is about the key. */
    private static String explained(KeyctlException refusal, String remedy) {
        return switch (refusal.errno()) {
            case EPERM, EINVAL, EBADMSG, EIO, ENODEV, ENOKEY, EACCES, EKEYREVOKED, EKEYEXPIRED ->
                refusal.withRemedy(remedy).getMessage();
            default -> refusal.getMessage();
        };
    }

    /** Returns what is thrown where a key that another program loads is not there. */
    static KeyringException missing(KeyName name) {
        return locked(
                "the key under which they are encrypted, " + shown(name)
                        + ", is in none of the keyrings that this process searches, nor in @u. Load it as it"
                        + " was loaded when the file was made, such as by its unit of systemd (docs/SEALED.md); a new"
                        + " one opens nothing. If it is gone for good, they are lost: " + RECOVERY,
                null);
    }

    /** Returns what is thrown where the kernel has the key, and does not encrypt or decrypt with it. */
    static KeyringException unusable(KeyName name, KeyctlException refusal) {
        String remedy = refusal.errno() == Errno.EINVAL ? "It has to have 16, 24 or 32 bytes (AES)" : SEALING_TAKES;
        return locked(
                "the kernel does not decrypt with " + shown(name) + ": "
                        + refusal.withRemedy(remedy).getMessage(),
                refusal);
    }
}
