package org.linuxkeyring.fleet.command;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.fleet.machine.Enrollment;
import org.linuxkeyring.fleet.message.Fingerprint;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.store.FleetStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.spec.Seal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that gives a machine its key. */
@Command(
        name = "enroll",
        description = {
            "Generate this machine's key in its kernel, and print its certificate.",
            "With --endpoints, ask for admission as well. A machine that has a key keeps it, unless --replace is given."
        })
final class Enroll implements Callable<Integer> {
    private static final int PEM_LINE = 64;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "MACHINE",
            description = "the machine's name in the fleet (default: its host name)")
    private MachineId machine;

    @Option(
            names = "--identity",
            paramLabel = "FILE",
            defaultValue = "/etc/linuxkeyring/machine.keyring",
            description =
                    "the reference file of the keystore with the machine's key, which is made if it does not exist"
                            + " (default: ${DEFAULT-VALUE})")
    private Path identity;

    @Option(
            names = "--keyring",
            paramLabel = "KEYRING",
            defaultValue = "@u/linuxkeyring-fleet",
            description = "the keyring of a keystore that is made (default: ${DEFAULT-VALUE})")
    private KeyringPath keyring;

    @Option(
            names = "--alias",
            paramLabel = "ALIAS",
            defaultValue = "machine",
            description = "the alias of the key (default: ${DEFAULT-VALUE})")
    private String alias;

    @Option(
            names = "--protection",
            paramLabel = "PROTECTION",
            defaultValue = "kernel-held",
            description = "kernel-held, the default: no process can read the key; or exportable: processes of this user"
                    + " can. Neither is taken for the other")
    private Protection protection;

    @Option(
            names = "--seal",
            paramLabel = "KEK",
            description = "seal the key into the reference file, under trusted, encrypted:... or key:..., so that it is"
                    + " back after a reboot (docs/SEALED.md)")
    private Seal seal;

    @Option(
            names = "--replace",
            description = "make a new key, with which nothing can be opened that was published before")
    private boolean replace;

    @Mixin
    private StoreOptions store;

    private final FleetContext context;

    Enroll(FleetContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandException, IOException, GeneralSecurityException {
        MachineId name = machine == null ? hostName() : machine;
        Enrollment enrollment = new Enrollment(identity, settings(), alias, protection);
        Optional<X509Certificate> present = replace ? Optional.empty() : enrollment.present();
        X509Certificate certificate = present.isPresent() ? present.get() : enrollment.enroll(name);
        requireName(name, certificate);
        Fingerprint fingerprint = Fingerprint.of(certificate);
        context.print(name + (present.isPresent() ? " has a key already" : " has a new key") + ", alias " + alias
                + " of " + identity);
        context.print("fingerprint " + fingerprint);
        context.process().out().print(pem(certificate));
        if (store.areGiven()) {
            request(name, certificate);
            context.print("admission asked for. A publisher admits it: linuxkeyring-fleet admit " + name
                    + " --fingerprint " + fingerprint + " --group GROUP");
        }
        return 0;
    }

    private KeyringLoadStoreParameter settings() {
        KeyringLoadStoreParameter.Builder settings =
                context.process().settings().get().keyring(keyring).create(true).protection(protection);
        return (seal == null ? settings : settings.seal(seal)).build();
    }

    private static MachineId hostName() throws CommandException, IOException {
        String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        try {
            return new MachineId(name);
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    "The host name cannot be the machine's name: " + e.getMessage()
                            + ". Give a name: linuxkeyring-fleet enroll MACHINE",
                    e);
        }
    }

    private static void requireName(MachineId name, X509Certificate certificate) throws CommandException {
        if (!certificate
                .getSubjectX500Principal()
                .equals(org.linuxkeyring.held.rsa.SelfSignedCertificate.named(name.text()))) {
            throw new CommandException("The key that is there is of " + certificate.getSubjectX500Principal()
                    + ", not of " + name + ". Name that machine, or make a new key by --replace");
        }
    }

    private void request(MachineId name, X509Certificate certificate)
            throws CommandException, IOException, GeneralSecurityException {
        try (FleetStore opened = context.stores().open(store)) {
            opened.commit(
                    List.of(),
                    List.of(new FleetStore.Change(store.keys().request(name), Optional.of(certificate.getEncoded()))));
        }
    }

    private static String pem(X509Certificate certificate) throws GeneralSecurityException {
        String base64 = Base64.getMimeEncoder(PEM_LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(certificate.getEncoded());
        return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
    }
}
