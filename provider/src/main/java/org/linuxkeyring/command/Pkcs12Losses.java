package org.linuxkeyring.command;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.entry.Pkcs12Bags;
import org.linuxkeyring.kernel.Printable;

/**
 * The contents of a PKCS#12 file that the JDK silently leaves out: keys that are not individually encrypted, all but
 * one of several entries with one name, and certificates that are neither marked as trusted nor in a key's chain.
 */
final class Pkcs12Losses {
    private static final String REMEDY =
            ". Convert it to PEM, and import each entry from a file of its own: openssl pkcs12 -in FILE -nodes";

    private final Path path;
    private final CommandContext context;

    Pkcs12Losses(Path path, CommandContext context) {
        this.path = path;
        this.context = context;
    }

    /**
     * Refuses a file if a key, or everything, would be lost. Certificates that no entry needs are named and left out.
     */
    void require(byte[] content, char[] password, Collection<KeyStore.Entry> read) throws CommandException {
        Pkcs12Bags bags;
        try {
            bags = Pkcs12Bags.of(content, password);
        } catch (GeneralSecurityException | IOException e) {
            tell("whether the JDK leaves out anything of it cannot be told. " + e.getMessage());
            return;
        }
        if (bags.plainKeys() > 0) {
            throw refusal("keys that are not encrypted each by itself (" + bags.plainKeys()
                    + "), and the JDK passes over such");
        }
        int keys = bags.encryptedKeys() + bags.secrets();
        long readKeys = read.stream()
                .filter(entry -> !(entry instanceof KeyStore.TrustedCertificateEntry))
                .count();
        if (keys > readKeys) {
            throw refusal(keys + " keys, of which the JDK reads " + readKeys + ": of those of one name the last alone");
        }
        Set<Certificate> known =
                read.stream().flatMap(Pkcs12Losses::certificates).collect(Collectors.toSet());
        List<Certificate> leftOut = bags.certificates().stream()
                .filter(certificate -> !known.contains(certificate))
                .toList();
        if (read.isEmpty() && !leftOut.isEmpty()) {
            throw refusal("certificates alone (" + leftOut.size() + "), of which none is marked as trusted, and the JDK"
                    + " passes over such");
        }
        leftOut.forEach(certificate -> tell(
                "left out, since it is neither in the chain of a key nor marked as trusted: " + subject(certificate)));
        if (bags.others() > 0) {
            tell("left out, since no entry holds them: " + bags.others()
                    + " bags of other types, such as revocation lists");
        }
    }

    private static Stream<Certificate> certificates(KeyStore.Entry entry) {
        if (entry instanceof KeyStore.PrivateKeyEntry key) {
            return Arrays.stream(key.getCertificateChain());
        }
        return entry instanceof KeyStore.TrustedCertificateEntry trusted
                ? Stream.of(trusted.getTrustedCertificate())
                : Stream.empty();
    }

    private static String subject(Certificate certificate) {
        return ((X509Certificate) certificate).getSubjectX500Principal().getName();
    }

    private CommandException refusal(String what) {
        return new CommandException(path + " has " + what + REMEDY);
    }

    private void tell(String what) {
        context.err().println(Printable.text(path + ": " + what));
    }
}
