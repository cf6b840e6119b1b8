package org.linuxkeyring;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.linuxkeyring.disk.DiskRefusal;
import org.linuxkeyring.disk.LockedFile;
import org.linuxkeyring.disk.Succession;
import org.linuxkeyring.disk.TemporaryFile;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keystore.LinuxKeyringKeyStore;
import org.linuxkeyring.keystore.settings.Reference;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.seal.SealedFile;
import org.linuxkeyring.seal.SealedText;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.Seal;
import org.linuxkeyring.spec.SealStatus;
import org.linuxkeyring.spec.Setting;

/**
 * The file of a {@code LINUXKEYRING} keystore: a reference to its keyring and, with the setting {@code seal}, its
 * entries, encrypted (docs/SEALED.md). It is replaced as a whole, which {@code KeyStore.store(OutputStream, char[])}
 * cannot do: what writes over a file in place, as keytool does, leaves half of it if it is killed.
 *
 * <pre>{@code
 * KeyringFile file = KeyringFile.of(Path.of("/etc/shop/shop.keyring"));
 * KeyStore keyStore = file.load();
 * keyStore.setKeyEntry("web", key, null, chain);
 * file.store(keyStore);
 * }</pre>
 *
 * <p>Immutable, and safe for use by several threads and processes.
 */
public final class KeyringFile {
    private final Path file;

    private KeyringFile(Path file) {
        this.file = file;
    }

    /**
     * Returns the file at a path, which need not exist yet.
     *
     * @param path the path; a symbolic link stands for the file that it points to
     * @return the file
     */
    public static KeyringFile of(Path path) {
        return new KeyringFile(path.toAbsolutePath());
    }

    /**
     * Loads the keystore, and brings the sealed entries back that its keyring lacks.
     *
     * @return a keystore of type LINUXKEYRING
     * @throws IOException if the file cannot be read, or if entries are missing and cannot be brought back; the message
     *     tells what is locked from what is lost, and one of the causes is a
     *     {@link org.linuxkeyring.error.KeyEncryptionKeyException} if it is for the key under which they are sealed
     * @throws GeneralSecurityException if the keystore cannot be made
     */
    public KeyStore load() throws IOException, GeneralSecurityException {
        KeyStore keyStore = KeyStore.getInstance(KeyringKeyStore.TYPE, LinuxKeyringProvider.installed());
        try {
            keyStore.load(new ByteArrayInputStream(SealedText.whole(file)), null);
        } catch (IOException e) {
            throw DiskRefusal.named(file, "read", e);
        }
        return keyStore;
    }

    /**
     * Loads the keystore, as {@link #load()} does, and tells which entries were left out.
     *
     * @param leftOut is given a line for each sealed entry that the keyring does not take, with the reason
     * @return a keystore of type LINUXKEYRING
     * @throws IOException as {@link #load()} does
     * @throws GeneralSecurityException as {@link #load()} does
     */
    public KeyStore load(List<String> leftOut) throws IOException, GeneralSecurityException {
        Objects.requireNonNull(leftOut, "leftOut");
        KeyStore keyStore = load();
        if (KeyringKeyStore.of(keyStore) instanceof LinuxKeyringKeyStore loaded) {
            loaded.leftOut().forEach((name, why) -> leftOut.add(name + ": " + why));
        }
        return keyStore;
    }

    /**
     * Stores a keystore, and replaces the file at once: a new file with mode 600, or with the mode, owner and group of
     * the old one, is written whole beside it and renamed. Whenever the process is killed, the file is the old or the
     * new one. The old one is kept under the same name with {@code ~} after it.
     *
     * <p>Processes that store at the same time wait for each other (fcntl(2), F_SETLKW). The file gets what is in the
     * keyring, and a generation higher than any that was stored before, whichever process stored it.
     *
     * @param keyStore a keystore of type LINUXKEYRING
     * @throws IOException if an entry cannot be sealed, if the file is none of this keystore, or cannot be written; the
     *     file is as it was then, and the causes are as for {@link #load()}
     * @throws KeyStoreException if the keystore is not loaded
     * @throws IllegalArgumentException if the keystore is of another type
     */
    public void store(KeyStore keyStore) throws IOException, KeyStoreException {
        KeyringKeyStore ours = KeyringKeyStore.of(Objects.requireNonNull(keyStore, "keyStore"));
        if (!(ours instanceof LinuxKeyringKeyStore store)) {
            throw new IllegalArgumentException("This is no keystore of type " + KeyringKeyStore.TYPE);
        }
        synchronized (LockedFile.MONITOR) {
            try {
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    replace(old -> content(store, Optional.of(SealedText.whole(old))), true);
                } else {
                    Succession.begin(file, content(store, Optional.empty()));
                }
            } catch (IOException e) {
                throw DiskRefusal.named(file, "written", e);
            }
        }
    }

    /**
     * Returns whether the file has sealed entries. Neither its keyring nor a key is looked at.
     *
     * @return true if it has
     * @throws IOException if the file cannot be read, or is cut off
     */
    public boolean isSealed() throws IOException {
        return read(text -> text.sealed().isPresent());
    }

    /**
     * Returns what the file has of sealed entries, compared with its keyring. Nothing is changed, and the key under
     * which they are sealed need not be there.
     *
     * @return the status; empty if the file has no sealed entries
     * @throws IOException if the file cannot be read, is none of such a keystore, or is damaged
     */
    public Optional<SealStatus> status() throws IOException {
        return opened(SealedFile::status);
    }

    /**
     * Returns the entries of the keyring as the keystore would seal them, with the keys that the kernel holds, for a
     * keystore of another type, from which they come back without the key under which they are sealed. Load the
     * keystore before, so that the keyring lacks none.
     *
     * @param password the password with which entries are tried that are under one
     * @param leftOut is given a line for each entry that cannot be read, or is under another password
     * @return the entries by alias; empty if the file has no sealed entries
     * @throws IOException if the file cannot be read or decrypted
     */
    public Map<String, KeyStore.Entry> recover(char[] password, List<String> leftOut) throws IOException {
        return opened(each -> each.entries(password, leftOut)).orElse(Map.of());
    }

    private <T> Optional<T> opened(Function<SealedFile, T> use) throws IOException {
        return read(text -> {
            Settings settings =
                    SuccessorText.settings(Reference.parse(text.reference().readAllBytes()));
            return text.sealed()
                    .map(bytes -> use.apply(SealedFile.open(OpenBackend.of(settings.backend()), settings, bytes)));
        });
    }

    /** A use of a file's text. */
    @FunctionalInterface
    private interface TextUse<T> {
        T of(SealedText text) throws IOException;
    }

    private <T> T read(TextUse<T> use) throws IOException {
        try {
            return use.of(SealedText.of(SealedText.whole(file)));
        } catch (IOException | KeyringException | IllegalArgumentException e) {
            throw DiskRefusal.named(file, "read", e);
        }
    }

    /**
     * Returns the file as it was before it was last stored, which need not exist.
     *
     * @return the file with {@code ~} after its name
     */
    public KeyringFile predecessor() {
        return new KeyringFile(TemporaryFile.predecessor(file));
    }

    /**
     * Returns whether there is such a file.
     *
     * @return true if there is
     */
    public boolean exists() {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Seals the entries under another key. The file is replaced at once, and then the encrypted keys that kernel-held
     * entries have in the keyring. Whenever the process is killed, the file works, and so does storing it again.
     * Keystores that were loaded from the file before are to be loaded anew.
     *
     * @param other under which key
     * @throws IOException if the file cannot be loaded, if there is no such key, or if an entry cannot be sealed; the
     *     file is as it was then, unless the message says that it is under the new key; the causes are as for
     *     {@link #load()}
     * @throws GeneralSecurityException if the keystore cannot be made
     */
    public void rekey(Seal other) throws IOException, GeneralSecurityException {
        load();
        synchronized (LockedFile.MONITOR) {
            try {
                replace(old -> SuccessorText.rekeyed(SealedText.whole(old), other), true);
                opened(each -> {
                    each.renewHalves();
                    return each;
                });
            } catch (FileSystemException e) {
                throw DiskRefusal.named(file, "written", e);
            } catch (KeyringException e) {
                throw new IOException(file + " cannot be sealed under another key: " + e.getMessage(), e);
            }
        }
    }

    /**
     * Records in the file of which generation of it a recovery file was written. Its sealed entries stay as they are,
     * and so does the file before.
     *
     * @param generation the generation
     * @throws IllegalArgumentException if the generation is negative
     * @throws IOException if the file has no sealed entries or cannot be written; it is as it was then
     */
    public void recordRecovery(long generation) throws IOException {
        recordRecovery(Long.toString(generation));
    }

    /**
     * Records in the file that there is to be no recovery file, as {@link #recordRecovery(long)} records one.
     *
     * @throws IOException if the file has no sealed entries or cannot be written; it is as it was then
     */
    public void recordNoRecovery() throws IOException {
        recordRecovery("none");
    }

    private void recordRecovery(String recovery) throws IOException {
        Setting.RECOVERY.parse(recovery);
        synchronized (LockedFile.MONITOR) {
            try {
                replace(old -> SuccessorText.recorded(SealedText.whole(old), recovery), false);
            } catch (IOException | KeyringException e) {
                throw DiskRefusal.named(file, "written", e);
            }
        }
    }

    private void replace(Succession succession, boolean keepsOld) throws IOException {
        DiskRefusal.requireRegular(file);
        succession.replace(file.toRealPath(), keepsOld);
    }

    private static byte[] content(LinuxKeyringKeyStore store, Optional<byte[]> replaced) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        store.storeOver(replaced, content);
        return content.toByteArray();
    }
}
