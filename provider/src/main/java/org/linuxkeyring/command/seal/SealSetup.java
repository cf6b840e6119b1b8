package org.linuxkeyring.command.seal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.disk.DiskRefusal;
import org.linuxkeyring.disk.TemporaryFile;
import org.linuxkeyring.error.KeyEncryptionKeyException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.error.NoSuchKeyringException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.seal.SealTrial;
import org.linuxkeyring.seal.SealedText;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Seal;
import org.linuxkeyring.spec.SealStatus;
import org.linuxkeyring.spec.Setting;

/** The making of a file for sealed entries, under a key in the kernel that it has made or finds. */
public final class SealSetup {
    private static final String PRIMARY =
            "Where the TPM has no key at that handle, root makes one once, with tpm2-tools:"
                    + " TPM2TOOLS_TCTI=device:/dev/tpmrm0 tpm2_createprimary -C o -G ecc -c primary.ctx &&"
                    + " TPM2TOOLS_TCTI=device:/dev/tpmrm0 tpm2_evictcontrol -C o -c primary.ctx %s"
                    + " (--make-primary runs both).";

    private static final String OTHERWISE = "Without a TPM, or keys of type trusted, have systemd load a key at each"
            + " boot, which root makes once: head -c 32 /dev/urandom | systemd-creds encrypt --with-key=host --name=kek"
            + " - /etc/linuxkeyring/shop.kek. docs/SEALED.md has the unit that loads it; then give"
            + " --key logon:linuxkeyring:kek";

    private final CommandContext context;

    /** Makes a setup that tells what it does. */
    public SealSetup(CommandContext context) {
        this.context = context;
    }

    /** Refuses settings that options of their own give, and would give otherwise. */
    public static void requireOthers(Set<String> settings) throws CommandException {
        if (settings.contains(Setting.SEAL.key())) {
            throw CommandException.misuse("--setting seal= would be another key than the one that is chosen. Give"
                    + " --tpm, --master or --key");
        }
        if (settings.contains(Setting.KEYRING.key())) {
            throw CommandException.misuse("--setting keyring= would be another than --keyring. Give --keyring alone");
        }
    }

    /**
     * Returns whether a file without sealed entries has the setting by which its entries are sealed when it is stored.
     */
    public static boolean isToBeSealed(Path file) throws IOException {
        Properties settings = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            settings.load(new ByteArrayInputStream(SealedText.whole(in)));
            return settings.containsKey(Setting.SEAL.key());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Makes the file, which must not exist.
     *
     * @param seal under which key the entries are sealed
     * @param isChosen whether the user named that key; if not, the user is told
     * @param settings the other settings of the keystore
     */
    public void make(Path path, Seal seal, boolean isChosen, Map<String, String> settings)
            throws CommandException, IOException, GeneralSecurityException {
        KeyringFile file = KeyringFile.of(path);
        if (file.exists()) {
            throw new CommandException(path + " exists already and is not overwritten. Name another file, or see:"
                    + " seal status " + path + ", seal rekey");
        }
        KeyringLoadStoreParameter given = given(seal, settings);
        KeyStore keyStore = KeyStore.getInstance(KeyringKeyStore.TYPE, new LinuxKeyringProvider());
        try {
            requireWritable(path);
            tryOut(keyStore, seal, settings);
            keyStore.load(given);
            file.store(keyStore);
        } catch (IOException | KeyringException e) {
            String advice = isAboutKey(e) ? " " + advice(seal, isChosen) : "";
            throw new CommandException(e.getMessage() + ". No file was made." + advice, e);
        }
        context.print((isChosen ? "" : "chose seal=" + seal + ", since this kernel and its TPM seal and unseal. ")
                + "made " + path + ", " + Printable.name("seal=" + seal) + ", with " + keyStore.size() + " entries");
        if (file.status().flatMap(SealStatus::recovery).isEmpty()) {
            context.print("WARNING: if the key is lost, so are the entries. Make a copy under a password now: seal"
                    + " recovery " + path + " OUT.p12, or record that there is to be none: seal recovery " + path
                    + " --none");
        }
    }

    private KeyringLoadStoreParameter given(Seal seal, Map<String, String> settings) throws CommandException {
        KeyringLoadStoreParameter.Builder given = context.settings().get().seal(seal);
        try {
            settings.forEach(given::set);
            return given.build();
        } catch (IllegalArgumentException e) {
            throw CommandException.misuse(e.getMessage());
        }
    }

    private static void requireWritable(Path path) throws IOException {
        try (TemporaryFile trial = TemporaryFile.of(path.toAbsolutePath())) {
            trial.write(out -> {});
        } catch (IOException e) {
            throw DiskRefusal.named(path, "written", e);
        }
    }

    /** Refuses what would be refused later, as long as there is no keyring that would be left empty. */
    private void tryOut(KeyStore keyStore, Seal seal, Map<String, String> settings)
            throws CommandException, IOException, GeneralSecurityException {
        Map<String, String> withoutMaking = new HashMap<>(settings);
        withoutMaking.put(Setting.CREATE.key(), "false");
        try {
            keyStore.load(given(seal, withoutMaking));
        } catch (IOException e) {
            if (!isFor(e, NoSuchKeyringException.class)) {
                throw e;
            }
        }
        SealTrial.require(context.kernel().get(), seal);
    }

    /** Returns whether a refusal is that of the key under which entries are sealed, and not of the file or an entry. */
    private static boolean isAboutKey(Exception refusal) {
        return isFor(refusal, KeyEncryptionKeyException.class);
    }

    private static boolean isFor(Exception refusal, Class<? extends Exception> cause) {
        return Stream.iterate((Throwable) refusal, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause::isInstance);
    }

    private static String advice(Seal seal, boolean isChosen) {
        return switch (seal.source()) {
            case TRUSTED -> String.format(PRIMARY, seal.name()) + (isChosen ? "" : " " + OTHERWISE);
            case ENCRYPTED -> "Load the master key " + seal.name() + " first";
            case KEY -> OTHERWISE;
        };
    }
}
