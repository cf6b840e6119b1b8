package org.linuxkeyring.command;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.OpaqueKey;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that writes an entry as PEM. */
@Command(
        name = "export",
        description = "Write an entry's certificates as PEM, and its private key only where that is asked for.")
final class Export implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = STANDARD_OUTPUT,
            description = "a new file, which its owner alone may read, or - for standard output (the default)")
    private String file;

    @Option(
            names = "--keyring",
            paramLabel = "KEYRING",
            description = "where the entry is (default: what the process sees)")
    private KeyringPath keyring;

    @Option(names = "--alias", required = true, paramLabel = "ALIAS", description = "which entry")
    private String alias;

    @Option(names = "--private-key", description = "write the private key as well, which is not encrypted then")
    private boolean withKey;

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private PasswordSource passwords = new PasswordSource();

    private final CommandContext context;

    Export(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandException, IOException, GeneralSecurityException {
        KeyStore store = KeyStores.withUsable(alias, context, keyring);
        try (PemWriter pem = new PemWriter()) {
            if (withKey) {
                writeKey(passwords.key(store, alias, context), pem);
            }
            for (Certificate certificate : chain(store)) {
                pem.write("CERTIFICATE", certificate.getEncoded());
            }
            write(pem);
        }
        return 0;
    }

    private Certificate[] chain(KeyStore store) throws CommandException, GeneralSecurityException {
        Certificate[] chain = store.getCertificateChain(alias);
        Certificate trusted = chain == null ? store.getCertificate(alias) : null;
        if (chain == null && trusted == null && !withKey) {
            throw new CommandException("Entry '" + Printable.name(alias)
                    + "' has no certificate. A private key is exported by --private-key, the bytes of a secret key by:"
                    + " linuxkeyring secret get");
        }
        return Optional.ofNullable(chain)
                .orElseGet(() -> trusted == null ? new Certificate[0] : new Certificate[] {trusted});
    }

    private void writeKey(Key key, PemWriter pem) throws CommandException {
        if (!(key instanceof PrivateKey)) {
            throw new CommandException("Entry '" + Printable.name(alias)
                    + "' has no private key. Without --private-key its certificates are written");
        }
        if (key instanceof OpaqueKey) {
            throw new CommandException("The private key of '" + Printable.name(alias)
                    + "' is not handed out: this command was configured with keys=opaque. Set keys=readable"
                    + " (-Dlinuxkeyring.keys=readable), or leave out --private-key for the certificates");
        }
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            throw new CommandException("The kernel holds the private key of '" + Printable.name(alias)
                    + "' and gives it to no process. Without --private-key its certificates are written");
        }
        try {
            pem.write("PRIVATE KEY", encoded);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private void write(PemWriter pem) throws CommandException, IOException {
        if (file.equals(STANDARD_OUTPUT)) {
            pem.writeTo(context.out());
            context.out().flush();
        } else {
            new NewFile(Path.of(file)).write(pem::writeTo);
        }
    }
}
