package org.linuxkeyring.command;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.command.seal.SealRecovery;
import org.linuxkeyring.command.seal.SealReport;
import org.linuxkeyring.command.seal.SealSetup;
import org.linuxkeyring.command.seal.TpmPrimary;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Seal;
import org.linuxkeyring.spec.SealStatus;
import org.linuxkeyring.spec.Setting;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands for files of sealed entries, from which a keyring comes back after a reboot. */
@Command(name = "seal", description = "Look after files of sealed entries, which come back after a reboot.")
final class SealCommand {
    private static final int DONE = 0;
    private static final int FAILED = 1;

    private final CommandContext context;

    SealCommand(CommandContext context) {
        this.context = context;
    }

    /** The choice of the key under which entries are sealed. */
    static final class Choice {
        @Option(
                names = "--tpm",
                arity = "0..1",
                fallbackValue = "0x81000001",
                paramLabel = "HANDLE",
                description = "a key that the kernel makes with the TPM, below its key at HANDLE (default: 0x81000001)")
        private String handle;

        @Option(
                names = "--master",
                paramLabel = "TYPE:NAME",
                description = "a key that the kernel makes below this one, of type trusted or user")
        private String master;

        @Option(
                names = "--key",
                paramLabel = "KEY",
                description = "a key that is loaded at each boot: logon:SERVICE:NAME")
        private String key;

        boolean isMade() {
            return handle != null || master != null || key != null;
        }

        Seal seal() throws CommandException {
            try {
                if (master != null) {
                    return Seal.of("encrypted:" + master);
                }
                if (key != null) {
                    return Seal.of("key:" + key);
                }
                return Seal.of(handle == null ? "trusted" : "trusted:" + handle);
            } catch (IllegalArgumentException e) {
                throw CommandException.misuse("The setting seal: " + e.getMessage());
            }
        }
    }

    @Command(
            name = "setup",
            description = {
                "Make FILE, with the entries that KEYRING has, sealed under a key in the kernel.",
                "Without a choice of the key the TPM's is taken; if that cannot be, nothing is made."
            })
    int setup(
            @Parameters(index = "0", paramLabel = "FILE", description = "the file, which must not exist") Path file,
            @Option(
                            names = "--keyring",
                            required = true,
                            paramLabel = "KEYRING",
                            description = "whose entries it has, such as @u/shop; made if missing")
                    KeyringPath keyring,
            @ArgGroup(exclusive = true, multiplicity = "0..1") Choice choice,
            @Option(
                            names = "--make-primary",
                            description = "have tpm2-tools make the TPM's key at that handle before, as root")
                    boolean isMakingPrimary,
            @Option(
                            names = "--setting",
                            paramLabel = "NAME=VALUE",
                            description = "another setting of the keystore, such as prefix=shop:")
                    Map<String, String> others)
            throws CommandException, IOException, GeneralSecurityException {
        Choice made = choice == null ? new Choice() : choice;
        Seal seal = made.seal();
        Map<String, String> settings = new LinkedHashMap<>();
        if (others != null) {
            SealSetup.requireOthers(others.keySet());
            settings.putAll(others);
        }
        if (isMakingPrimary) {
            if (seal.source() != Seal.Source.TRUSTED) {
                throw CommandException.misuse("--make-primary is for the TPM's key. Leave it out");
            }
            TpmPrimary.make(seal.name());
        }
        settings.put(Setting.KEYRING.key(), keyring.toString());
        new SealSetup(context).make(file, seal, made.isMade(), settings);
        return DONE;
    }

    @Command(
            name = "status",
            description = {
                "Tell under which key FILE is sealed, whether that is there, and what a reboot would lose.",
                "Exit status 1 if the entries are locked or lost, or if the keyring has what the file lacks."
            })
    int status(
            @Parameters(index = "0", paramLabel = "FILE", description = "the file") Path file,
            @Option(names = "--json", description = "print an array of one object, for programs") boolean isJson)
            throws CommandException, IOException {
        KeyringFile reference = KeyringFile.of(file);
        SealReport report = new SealReport(
                reference.status().orElseThrow(() -> unsealed(file)), SealReport.generation(reference.predecessor()));
        if (isJson) {
            report.printJson(context);
        } else {
            report.print(context);
        }
        return report.isGood() ? DONE : FAILED;
    }

    private static CommandException unsealed(Path file) {
        return new CommandException(
                file + " has no sealed entries. Make a file that has: seal setup, or give this one the"
                        + " setting seal= and have its keyring's entries stored: seal store " + file);
    }

    @Command(name = "load", description = "Bring back what FILE has and its keyring lacks, as at boot.")
    int load(@Parameters(index = "0", paramLabel = "FILE", description = "the file") Path file)
            throws CommandException, IOException, GeneralSecurityException {
        KeyringFile reference = KeyringFile.of(file);
        List<String> absent =
                reference.status().orElseThrow(() -> unsealed(file)).absent();
        List<String> leftOut = new ArrayList<>();
        KeyStore keyStore = reference.load(leftOut);
        List<String> stillAbsent =
                reference.status().orElseThrow(() -> unsealed(file)).absent();
        List<String> back =
                absent.stream().filter(each -> !stillAbsent.contains(each)).toList();
        back.forEach(each -> context.print("back: " + each));
        leftOut.forEach(each -> context.err().println("left out: " + Printable.text(each)));
        stillAbsent.stream()
                .filter(each -> leftOut.stream().noneMatch(line -> line.startsWith(each + ": ")))
                .forEach(each -> context.err()
                        .println("left out: " + Printable.text(each) + ": it is not in the keyring, or is hidden there"
                                + " by its mask. Load the file again once no other process removes it"));
        context.print(back.size() + " entries brought back, " + keyStore.size() + " in the keyring");
        return leftOut.isEmpty() && stillAbsent.isEmpty() ? DONE : FAILED;
    }

    @Command(name = "store", description = "Replace FILE by one with the entries that its keyring has now.")
    int store(@Parameters(index = "0", paramLabel = "FILE", description = "the file") Path file)
            throws CommandException, IOException, GeneralSecurityException {
        KeyringFile reference = KeyringFile.of(file);
        if (!reference.isSealed() && !SealSetup.isToBeSealed(file)) {
            throw unsealed(file);
        }
        KeyStore keyStore = reference.load();
        reference.store(keyStore);
        context.print(Collections.list(keyStore.aliases()).size() + " entries stored");
        return DONE;
    }

    @Command(
            name = "rekey",
            description = {
                "Seal the entries of FILE under another key, also those that the kernel holds.",
                "Without a choice of the key the kernel makes another with the TPM."
            })
    int rekey(
            @Parameters(index = "0", paramLabel = "FILE", description = "the file") Path file,
            @ArgGroup(exclusive = true, multiplicity = "0..1") Choice choice)
            throws CommandException, IOException, GeneralSecurityException {
        KeyringFile reference = KeyringFile.of(file);
        Seal seal = (choice == null ? new Choice() : choice).seal();
        SealStatus before = reference.status().orElseThrow(() -> unsealed(file));
        reference.rekey(seal);
        context.print(before.sealed() + " entries were sealed under " + before.keyType() + ":" + before.keyName()
                + ", and the file is now seal=" + seal + ". " + file + "~ is still under the old key");
        return DONE;
    }

    @Command(
            name = "recovery",
            description = {
                "Write all entries of FILE into OUT, a new PKCS#12 file under a password, with the keys that the"
                        + " kernel holds.",
                "Keep it elsewhere: if the key in the kernel is lost, it is all that is left.",
                "FILE records of which generation it is, for seal status, or by --none that there is to be none."
            })
    int recovery(
            @Parameters(index = "0", paramLabel = "FILE", description = "the file of sealed entries") Path file,
            @Parameters(index = "1", arity = "0..1", paramLabel = "OUT", description = "the new file") Path out,
            @Option(names = "--none", description = "record in FILE that there is to be no recovery file")
                    boolean isNone,
            @ArgGroup(exclusive = true, multiplicity = "0..1") PasswordSource given)
            throws CommandException, IOException, GeneralSecurityException {
        if (isNone == (out != null)) {
            throw CommandException.misuse("Name the new file OUT, or give --none if there is to be no recovery file");
        }
        if (isNone && given != null) {
            throw CommandException.misuse("--none writes no file, and takes no password. Leave the password out");
        }
        if (isNone) {
            KeyringFile reference = KeyringFile.of(file);
            reference.status().orElseThrow(() -> unsealed(file));
            reference.recordNoRecovery();
            context.print("recorded in " + file + ": no recovery file. If the key is lost, so are the entries");
            return DONE;
        }
        return recovery(KeyringFile.of(file), out, given);
    }

    private int recovery(KeyringFile file, Path out, PasswordSource given)
            throws CommandException, IOException, GeneralSecurityException {
        PasswordSource passwords = given == null ? new PasswordSource() : given;
        char[] password = passwords.readNew(out.toString(), context);
        try {
            if (password.length == 0) {
                throw new CommandException("The password is empty, and would protect nothing. Give another");
            }
            List<String> leftOut = new ArrayList<>();
            // What is stored while the file is written may not be in it.
            Optional<Long> generation = file.status().map(SealStatus::generation);
            KeyStore recovery = new SealRecovery(context).of(file, password, leftOut);
            new NewFile(out).write(stream -> {
                try {
                    recovery.store(stream, password);
                } catch (GeneralSecurityException e) {
                    throw new IOException(e.getMessage(), e);
                }
            });
            context.print(recovery.size() + " entries written to " + out);
            if (leftOut.isEmpty() && generation.isPresent()) {
                SealRecovery.record(file, generation.get(), context);
            }
            return leftOut.isEmpty() ? DONE : FAILED;
        } finally {
            Arrays.fill(password, '\0');
        }
    }
}
