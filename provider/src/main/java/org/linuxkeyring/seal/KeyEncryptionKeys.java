package org.linuxkeyring.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.Seal;

/**
 * The key-encryption keys of files in the kernel, which no process reads. A key that the kernel makes is loaded into
 * the process keyring, and so ends with the thread or process that needed it.
 */
final class KeyEncryptionKeys {
    private static final KeyType TRUSTED = KeyType.of("trusted");
    private static final int NAME_BYTES = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Keyctl keyctl;

    KeyEncryptionKeys(Keyctl keyctl) {
        this.keyctl = keyctl;
    }

    /**
     * Makes a key-encryption key as a setting says; one that another program loads is only named. The kernel gives an
     * {@code encrypted} key out even if its master key is missing, and could then never load it again, so that each new
     * key is loaded once from what the kernel gives out.
     *
     * @throws KeyringException if the kernel cannot make it, or cannot load it again
     */
    KeyEncryptionKey make(Seal seal) {
        return switch (seal.source()) {
            case TRUSTED -> made(TRUSTED, "new 32 keyhandle=" + seal.name());
            case ENCRYPTED -> made(KeyType.ENCRYPTED, "new default " + seal.name() + " 32");
            case KEY -> new KeyEncryptionKey(new KeyName(KeyType.LOGON, Description.of(seal.name())), new byte[0]);
        };
    }

    private KeyEncryptionKey made(KeyType type, String command) {
        KeyName name = newName(type);
        try {
            KernelKey key = add(name, command.getBytes(StandardCharsets.US_ASCII));
            byte[] blob = key.read(read -> {
                byte[] copy = new byte[read.remaining()];
                read.get(copy);
                return copy;
            });
            KeyEncryptionKey made = new KeyEncryptionKey(name, blob);
            requireLoadable(made, key);
            return made;
        } catch (KeyctlException e) {
            throw new KeyringException(
                    "The kernel could not make the key under which entries are sealed (" + type + ", " + command + "): "
                            + explained(type, e),
                    e);
        }
    }

    private static KeyName newName(KeyType type) {
        byte[] number = new byte[NAME_BYTES];
        RANDOM.nextBytes(number);
        return new KeyName(
                type, Description.of("linuxkeyring-seal-" + HexFormat.of().formatHex(number)));
    }

    private void requireLoadable(KeyEncryptionKey made, KernelKey first) {
        byte[] text = {1};
        byte[] sealed = new SealingKey(first).seal(ByteBuffer.wrap(text), text);
        KernelKey second = add(newName(made.name().type()), load(made));
        try {
            new SealingKey(second).open(sealed, text, ByteBuffer::remaining);
        } finally {
            keyctl.unlink(second.serial(), Keyctl.PROCESS_KEYRING);
        }
    }

    private static byte[] load(KeyEncryptionKey key) {
        byte[] command = "load ".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(command.length + key.blob().length)
                .put(command)
                .put(key.blob())
                .array();
    }

    private KernelKey add(KeyName name, byte[] payload) {
        return new KernelKey(
                keyctl,
                keyctl.addKey(
                        name.type().bytes(),
                        name.description().raw(),
                        ByteBuffer.wrap(payload),
                        Keyctl.PROCESS_KEYRING));
    }

    /**
     * Returns the key-encryption key of a file, and loads it where the file has what the kernel loads it from.
     *
     * @throws KeyringException if it is missing or cannot be loaded; the message tells what is locked from what is lost
     */
    SealingKey open(KeyEncryptionKey key) {
        byte[] type = key.name().type().bytes();
        byte[] description = key.name().description().raw();
        try {
            if (key.blob().length > 0) {
                int loaded = keyctl.search(Keyctl.PROCESS_KEYRING, type, description, Keyctl.NO_KEY);
                return new SealingKey(
                        loaded == Keyctl.NO_KEY ? add(key.name(), load(key)) : new KernelKey(keyctl, loaded));
            }
            int found = find(key.name());
            if (found == Keyctl.NO_KEY) {
                throw locked(
                        "the key under which they are encrypted, " + shown(key.name())
                                + ", is in none of the keyrings that this process searches, nor in @u. Load it as it"
                                + " was loaded when the file was made, such as by its unit of systemd (docs/SEALED.md)",
                        null);
            }
            return new SealingKey(owned(key.name(), new KernelKey(keyctl, found)));
        } catch (KeyctlException e) {
            throw locked(
                    "the key under which they are encrypted, " + shown(key.name()) + ", cannot be loaded: "
                            + explained(key.name().type(), e),
                    e);
        }
    }

    /** Returns whether a search finds a key of this name that another program has loaded. */
    boolean isThere(KeyEncryptionKey key) {
        try {
            return find(key.name()) != Keyctl.NO_KEY;
        } catch (KeyctlException e) {
            return false;
        }
    }

    private int find(KeyName name) {
        byte[] type = name.type().bytes();
        byte[] description = name.description().raw();
        int found = keyctl.requestKey(type, description, null, Keyctl.NO_KEY);
        if (found != Keyctl.NO_KEY && isOwn(new KernelKey(keyctl, found))) {
            return found;
        }
        int ofUser = keyctl.search(Keyctl.USER_KEYRING, type, description, Keyctl.NO_KEY);
        if (ofUser == Keyctl.NO_KEY) {
            return found;
        }
        // The kernel makes a process keyring that is a destination before it searches, and from then on request_key(2)
        // links there what a helper program makes.
        return keyctl.search(Keyctl.USER_KEYRING, type, description, Keyctl.PROCESS_KEYRING);
    }

    /** Returns whether a key is root's or this user's. */
    private boolean isOwn(KernelKey key) {
        int owner = key.metadata().uid();
        return owner == 0 || owner == keyctl.effectiveUser();
    }

    /** Refuses a key that another user may have put where this process searches, who would know its bytes. */
    private KernelKey owned(KeyName name, KernelKey found) {
        if (!isOwn(found)) {
            throw locked(
                    "the key " + shown(name) + " is user " + found.metadata().uid()
                            + "'s, who may know it. Load one of root's or of this user's",
                    null);
        }
        return found;
    }

    static String shown(KeyName key) {
        return key.type() + ":" + Printable.name(key.description().toString());
    }

    static KeyringException locked(String why, Exception cause) {
        return new KeyringException("The sealed entries are locked: " + why, cause);
    }

    /** Returns the message of a refusal, with what it tells of the key where it is about the key. */
    private static String explained(KeyType type, KeyctlException refusal) {
        return switch (refusal.errno()) {
            case EPERM, EINVAL, EBADMSG, EIO, ENODEV, ENOKEY, EACCES ->
                refusal.withRemedy(remedy(type, refusal.errno())).getMessage();
            default -> refusal.getMessage();
        };
    }

    private static String remedy(KeyType type, Errno errno) {
        if (errno == Errno.ENODEV) {
            return "This kernel has no keys of type " + type + (type.equals(TRUSTED) ? ", or the machine no TPM" : "")
                    + ": use another kernel, or the recovery file";
        }
        if (type.equals(TRUSTED)) {
            return "The TPM refuses (dmesg tells why), and gives all its reasons as EPERM. If it is another machine's"
                    + " TPM, or was cleared, what it sealed is lost: use the recovery file (docs/SEALED.md). Else its"
                    + " key is missing at that handle, or it is locked out for a time";
        }
        if (type.equals(KeyType.ENCRYPTED)) {
            return errno == Errno.ENOKEY
                    ? "Its master key is in none of the keyrings that this process searches: load that first"
                    : "Its master key is another one than when the file was made: load the right one. If that is gone,"
                            + " what it sealed is lost: use the recovery file (docs/SEALED.md)";
        }
        return "Let the process search and link it: root sets its mask by keyctl setperm";
    }
}
