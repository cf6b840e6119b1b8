package org.linuxkeyring.command.seal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.error.KeyEncryptionKeyException;
import org.linuxkeyring.kernel.Printable;
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
            throw new CommandException("--setting seal= would be another key than the one that is chosen. Give"
                    + " --tpm, --master or --key");
        }
        if (settings.contains(Setting.KEYRING.key())) {
            throw new CommandException("--setting keyring= would be another than --keyring. Give --keyring alone");
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
        KeyringLoadStoreParameter.Builder given = context.settings().get().seal(seal);
        KeyStore keyStore = KeyStore.getInstance(KeyringKeyStore.TYPE, new LinuxKeyringProvider());
        try {
            settings.forEach(given::set);
            keyStore.load(given.build());
            file.store(keyStore);
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage(), e);
        } catch (IOException e) {
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

    /** Returns whether a refusal is that of the key under which entries are sealed, and not of the file or an entry. */
    private static boolean isAboutKey(IOException refusal) {
        return Stream.iterate((Throwable) refusal, Objects::nonNull, Throwable::getCause)
                .anyMatch(KeyEncryptionKeyException.class::isInstance);
    }

    private static String advice(Seal seal, boolean isChosen) {
        return switch (seal.source()) {
            case TRUSTED -> String.format(PRIMARY, seal.name()) + (isChosen ? "" : " " + OTHERWISE);
            case ENCRYPTED -> "Load the master key " + seal.name() + " first";
            case KEY -> OTHERWISE;
        };
    }
}
