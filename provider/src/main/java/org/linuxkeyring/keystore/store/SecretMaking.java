package org.linuxkeyring.keystore.store;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.linuxkeyring.entry.OriginNote;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.KeyInfo.Origin;

/**
 * The way in which a new secret key is made: by the kernel of its own random bytes, as a key of type {@code encrypted}
 * (security/keys/encrypted-keys/encrypted.c), or of random bytes that a process gives to a key of type {@code logon}.
 *
 * @param payload what add_key(2) is called with, which {@link #close} wipes
 * @param origin what the entry notes of the key
 */
public record SecretMaking(KeyType type, Payload payload, OriginNote origin) implements AutoCloseable {
    /** The shortest and the longest key of type {@code encrypted} in bytes (MIN_DATA_SIZE, MAX_DATA_SIZE). */
    private static final int SHORTEST = 20;

    private static final int LONGEST = 4096;

    private static final KeyName ATTEMPT = new KeyName(KeyType.ENCRYPTED, Description.of("linuxkeyring:new"));
    private static final int NAME_DIGITS = 32;

    /**
     * Returns how the kernel makes a key of this size or, where it cannot, how this process does.
     *
     * @param bytes the size of the key
     * @param master the type and description of the master key under which the kernel encrypts the key; empty for a key
     *     that is never to be read, not even encrypted
     * @param isSealed whether the key has to be brought back from a file, for which a key that is never to be read is
     *     lost
     * @throws KeyringException if there is to be a master key and the kernel cannot make the key, or if the master key
     *     is not found
     */
    static SecretMaking of(Keyring keyring, int bytes, Optional<String> master, boolean isSealed) {
        boolean isLost = isSealed && master.isEmpty();
        boolean isSizeFit = bytes >= SHORTEST && bytes <= LONGEST;
        if (!isSizeFit && master.isPresent()) {
            throw new KeyringException("the kernel encrypts keys of " + SHORTEST + " to " + LONGEST
                    + " bytes under a master key, and this one is to have " + bytes
                    + ". Choose another size (AES has 192 and 256 bits), or no master key");
        }
        try {
            return isSizeFit && !isLost ? inKernel(keyring, bytes, master) : inProcess(bytes);
        } catch (KeyctlException e) {
            if (e.errno() == Errno.ENODEV && master.isEmpty()) {
                return inProcess(bytes);
            }
            throw explained(e, master);
        }
    }

    private static SecretMaking inProcess(int bytes) {
        return new SecretMaking(KeyType.LOGON, Payload.random(bytes), OriginNote.generated());
    }

    /**
     * Has the kernel make a key. KEYCTL_READ gives the key, encrypted under its master key, to whoever possesses the
     * key, whatever its mask (security/keys/keyctl.c, keyctl_read_key); and the kernel looks for the master key by its
     * name in the keyrings of the reader. So the master key of a key that is never to be read has a name that no one
     * knows or can guess: no key of that name exists, and the kernel makes the key all the same.
     */
    private static SecretMaking inKernel(Keyring keyring, int bytes, Optional<String> master) {
        if (master.isPresent()) {
            return underMaster(keyring, bytes, master.get());
        }
        Payload request = Payload.withRandomDigits("new default user:", NAME_DIGITS, " " + bytes);
        try {
            attempt(keyring, request, key -> {});
        } catch (KeyringException e) {
            request.close();
            throw e;
        }
        return new SecretMaking(
                KeyType.ENCRYPTED, request, new OriginNote(Origin.GENERATED_IN_KERNEL, Optional.empty()));
    }

    /**
     * Has the kernel make a key where no one sees it, and reads it, encrypted. The entry's key is loaded from that,
     * which shows at once that it can be loaded again: under a master key that does not exist it cannot be read.
     */
    private static SecretMaking underMaster(Keyring keyring, int bytes, String master) {
        AtomicReference<String> ciphertext = new AtomicReference<>();
        PayloadReader<String> reader =
                text -> StandardCharsets.US_ASCII.decode(text).toString().trim();
        try (Payload request = text("new default " + master + " " + bytes)) {
            attempt(keyring, request, key -> ciphertext.set(key.read(reader)));
        }
        return new SecretMaking(
                KeyType.ENCRYPTED,
                text("load " + ciphertext.get()),
                new OriginNote(Origin.GENERATED_IN_KERNEL, Optional.of(ciphertext.get())));
    }

    private static void attempt(Keyring keyring, Payload request, Consumer<KernelKey> use) {
        keyring.newKey(ATTEMPT.type(), ATTEMPT.description()).attempt(request.buffer(), use);
    }

    private static Payload text(String text) {
        return Payload.ofPublic(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static KeyringException explained(KeyctlException e, Optional<String> master) {
        return switch (e.errno()) {
            case ENODEV ->
                new KeyringException(
                        "this kernel has no keys of type encrypted (CONFIG_ENCRYPTED_KEYS; if that is a module,"
                                + " modprobe encrypted-keys), so it encrypts none under a master key. Use such a"
                                + " kernel, or no master key",
                        e);
            case EOPNOTSUPP ->
                new KeyringException(
                        "this kernel has no keys of type trusted (CONFIG_TRUSTED_KEYS), of which the master key "
                                + master.orElseThrow() + " would be one. Use such a kernel, or no master key",
                        e);
            case ENOKEY, EKEYEXPIRED, EKEYREVOKED ->
                new KeyringException(
                        "the master key " + master.orElseThrow()
                                + " is not found in the keyrings of this process, or has"
                                + " ended. Make or load it (`keyctl add trusted ...`), and link it where the process"
                                + " finds it, such as in @u",
                        e);
            default -> e;
        };
    }

    @Override
    public void close() {
        payload.close();
    }
}
