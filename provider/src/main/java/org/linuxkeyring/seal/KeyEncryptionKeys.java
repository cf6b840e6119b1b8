package org.linuxkeyring.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.linuxkeyring.error.KeyEncryptionKeyException;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.AlgorithmSocket;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.QuotaRetry;
import org.linuxkeyring.keyring.key.TemporaryThread;
import org.linuxkeyring.spec.Seal;

/**
 * The key-encryption keys of files in the kernel, which no process reads. A key that the kernel makes is loaded into
 * the keyring of a thread that ends once a socket has the key. It is not loaded into a keyring of the caller's: from
 * the first key in a thread or process keyring on, request_key(2) links there what helper programs make
 * (security/keys/request_key.c, construct_get_dest_keyring).
 */
final class KeyEncryptionKeys {
    private static final int NAME_BYTES = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Keyctl keyctl;

    KeyEncryptionKeys(Keyctl keyctl) {
        this.keyctl = keyctl;
    }

    /**
     * Makes a key-encryption key as a setting says; one that another program loads is only tried. The kernel gives an
     * {@code encrypted} key out even if its master key is missing, and could then never load it again, so that each new
     * key is loaded once from what the kernel gives out.
     *
     * @throws KeyringException if the kernel cannot make it, or cannot load it again; or if it is not there
     */
    KeyEncryptionKey make(Seal seal) {
        return switch (seal.source()) {
            case TRUSTED -> made(KeyRefusals.TRUSTED, "new 32 keyhandle=" + seal.name());
            case ENCRYPTED -> made(KeyType.ENCRYPTED, "new default " + seal.name() + " 32");
            case KEY ->
                usable(new KeyEncryptionKey(new KeyName(KeyType.LOGON, Description.of(seal.name())), new byte[0]));
        };
    }

    private KeyEncryptionKey made(KeyType type, String command) {
        KeyName name = newName(type);
        try {
            return TemporaryThread.call(() -> {
                KernelKey key = add(name, command.getBytes(StandardCharsets.US_ASCII));
                KeyEncryptionKey made = new KeyEncryptionKey(name, key.read(KeyEncryptionKeys::copy));
                requireLoadable(made, key);
                return made;
            });
        } catch (KeyctlException e) {
            throw KeyRefusals.notMade(type, command, e);
        }
    }

    private KeyEncryptionKey usable(KeyEncryptionKey named) {
        byte[] text = {1};
        try (SealingKey key = open(named)) {
            if (isMissing(named.name())) {
                throw KeyRefusals.noneToSealUnder(named.name());
            }
            key.seal(ByteBuffer.wrap(text), text);
            return named;
        } catch (KeyctlException e) {
            throw KeyRefusals.notSealed(KeyRefusals.unusable(named.name(), e));
        } catch (KeyEncryptionKeyException e) {
            throw KeyRefusals.notSealed(e);
        }
    }

    /** Returns false as well if the search is refused, as for a key that was revoked. */
    private boolean isMissing(KeyName name) {
        try {
            return searched(name).or(() -> ofUser(name, Keyctl.NO_KEY)).isEmpty();
        } catch (KeyctlException e) {
            return false;
        }
    }

    private static byte[] copy(ByteBuffer blob) {
        byte[] copy = new byte[blob.remaining()];
        blob.get(copy);
        return copy;
    }

    private static KeyName newName(KeyType type) {
        byte[] number = new byte[NAME_BYTES];
        RANDOM.nextBytes(number);
        return new KeyName(
                type, Description.of("linuxkeyring-seal-" + HexFormat.of().formatHex(number)));
    }

    private void requireLoadable(KeyEncryptionKey made, KernelKey first) {
        byte[] text = {1};
        KernelKey second = add(newName(made.name().type()), load(made));
        try (SealingKey sealing = new SealingKey(first);
                SealingKey again = new SealingKey(second)) {
            again.open(sealing.seal(ByteBuffer.wrap(text), text), text, ByteBuffer::remaining);
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
        int serial = QuotaRetry.run(
                keyctl,
                () -> keyctl.addKey(
                        name.type().bytes(),
                        name.description().raw(),
                        ByteBuffer.wrap(payload),
                        Keyctl.THREAD_KEYRING));
        return new KernelKey(keyctl, serial);
    }

    /**
     * Returns the key-encryption key of a file. At its first use it is looked for, or loaded where the file has what
     * the kernel loads it from. That throws a {@link KeyringException} if it is missing or cannot be loaded, whose
     * message tells what is locked from what is lost.
     */
    SealingKey open(KeyEncryptionKey key) {
        return new SealingKey(() -> key.blob().length > 0 ? loaded(key) : found(key));
    }

    /**
     * Opens the key-encryption key of a file.
     *
     * @throws KeyringException if it cannot be loaded, or if a key of its name is not the one that sealed the file
     */
    SealingKey open(SealedKeyring file) {
        SealingKey key = open(file.head().key());
        if (passes(file, file::isSealedBy, key)) {
            return key;
        }
        throw KeyRefusals.locked(
                "the key " + KeyRefusals.shown(file.head().key().name())
                        + " is not the one under which they are encrypted. Load that one in its place; if it is gone,"
                        + " they are lost: use the recovery file (docs/SEALED.md)",
                null);
    }

    /**
     * Opens the key-encryption key of a file.
     *
     * @throws KeyringException as {@link #open(SealedKeyring)} does, and if the file is not as it was stored
     */
    SealingKey openWhole(SealedKeyring file) {
        SealingKey key = open(file);
        if (passes(file, file::isWhole, key)) {
            return key;
        }
        throw SealedText.damaged("it is not as it was stored", null);
    }

    /** Returns whether a file is as a key should find it; the key is closed if not. */
    private static boolean passes(SealedKeyring file, Predicate<SealingKey> test, SealingKey key) {
        boolean passes = false;
        try {
            passes = test.test(key);
            return passes;
        } catch (KeyctlException e) {
            throw KeyRefusals.unusable(file.head().key().name(), e);
        } finally {
            if (!passes) {
                key.close();
            }
        }
    }

    private AlgorithmSocket loaded(KeyEncryptionKey key) {
        return TemporaryThread.call(() ->
                SealingKey.socket(unlessRefused(key, () -> Optional.of(add(key.name(), load(key))))
                        .orElseThrow()));
    }

    private AlgorithmSocket found(KeyEncryptionKey key) {
        KeyName name = key.name();
        Optional<KernelKey> found = unlessRefused(key, () -> searched(name));
        if (unlessRefused(key, () -> found.filter(this::isOwn)).isPresent()) {
            return SealingKey.socket(found.get());
        }
        Optional<KernelKey> ofUser = unlessRefused(key, () -> ofUser(name, Keyctl.NO_KEY));
        requireOwn(name, ofUser.or(() -> found).orElseThrow(() -> KeyRefusals.missing(name)));
        // A socket takes a key that its thread possesses, as by a link from the thread's keyring.
        return TemporaryThread.call(() ->
                SealingKey.socket(unlessRefused(key, () -> ofUser(name, Keyctl.THREAD_KEYRING))
                        .orElseThrow(() -> KeyRefusals.missing(name))));
    }

    private static Optional<KernelKey> unlessRefused(KeyEncryptionKey key, Supplier<Optional<KernelKey>> search) {
        try {
            return search.get();
        } catch (KeyctlException e) {
            throw KeyRefusals.notLoaded(key, e);
        }
    }

    /** Returns whether a search finds a key of this name that another program has loaded. */
    boolean isThere(KeyEncryptionKey key) {
        try {
            return searched(key.name()).isPresent()
                    || ofUser(key.name(), Keyctl.NO_KEY).isPresent();
        } catch (KeyctlException e) {
            return false;
        }
    }

    private Optional<KernelKey> searched(KeyName name) {
        return key(keyctl.requestKey(name.type().bytes(), name.description().raw(), null, Keyctl.NO_KEY));
    }

    /** Returns the key that a search in the user keyring finds, which not every session links. */
    private Optional<KernelKey> ofUser(KeyName name, int destination) {
        return key(keyctl.search(
                Keyctl.USER_KEYRING, name.type().bytes(), name.description().raw(), destination));
    }

    private Optional<KernelKey> key(int serial) {
        return serial == Keyctl.NO_KEY ? Optional.empty() : Optional.of(new KernelKey(keyctl, serial));
    }

    /** Returns whether a key is root's or this user's. */
    private boolean isOwn(KernelKey key) {
        int owner = key.metadata().uid();
        return owner == 0 || owner == keyctl.effectiveUser();
    }

    /** Refuses a key that another user may have put where this process searches, who would know its bytes. */
    private void requireOwn(KeyName name, KernelKey found) {
        if (!isOwn(found)) {
            throw KeyRefusals.locked(
                    "the key " + KeyRefusals.shown(name) + " is user "
                            + found.metadata().uid() + "'s, who may know it. Load one of root's or of this user's",
                    null);
        }
    }
}
