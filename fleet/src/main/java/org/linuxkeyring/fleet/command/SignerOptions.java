package org.linuxkeyring.fleet.command;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.fleet.message.Signer;
import org.linuxkeyring.kernel.Printable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The publisher's key, which is in a keyring and never in a file, and the other publishers. */
final class SignerOptions {
    @Option(
            names = "--sign-with",
            paramLabel = "ALIAS",
            required = true,
            description = "the alias of the publisher's key in the keystore")
    private String alias;

    @Option(
            names = "--keystore",
            paramLabel = "FILE",
            required = true,
            description = "the reference file of the LINUXKEYRING keystore with the publisher's key")
    private Path keyStore;

    @Mixin
    private PublisherOptions publishers;

    @Mixin
    private StateOptions state;

    Signer signer() throws CommandException, IOException, GeneralSecurityException {
        KeyStore keys = KeyringFile.of(keyStore).load();
        if (!(keys.getKey(alias, null) instanceof PrivateKey key)
                || !(keys.getCertificate(alias) instanceof X509Certificate certificate)) {
            throw new CommandException("There is no private key with a certificate under the alias '"
                    + Printable.name(alias) + "' in the keystore of " + keyStore + ". Import it: linuxkeyring import");
        }
        try {
            return new Signer(key, certificate);
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    /** Returns the other publishers' certificates. */
    List<X509Certificate> others() throws CommandException, IOException {
        return publishers.certificates();
    }

    StateOptions state() {
        return state;
    }
}
