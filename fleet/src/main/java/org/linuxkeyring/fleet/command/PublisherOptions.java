package org.linuxkeyring.fleet.command;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.linuxkeyring.command.terminal.CommandException;
import picocli.CommandLine.Option;

/** The publishers whose word counts. */
final class PublisherOptions {
    @Option(
            names = "--publishers",
            paramLabel = "FILE",
            split = ",",
            description = "PEM file with the certificates of publishers whose word counts")
    private List<Path> files = List.of();

    List<X509Certificate> certificates() throws CommandException, IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Path file : files) {
            read(file).forEach(each -> certificates.add((X509Certificate) each));
        }
        return certificates;
    }

    /** Reads a file of certificates, in PEM or one in DER; there is at least one in it. */
    static Collection<? extends Certificate> read(Path file) throws CommandException, IOException {
        if (Files.isDirectory(file)) {
            throw new CommandException(file + " is a directory. Name a file with certificates in it");
        }
        try {
            Collection<? extends Certificate> certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
            if (certificates.isEmpty()) {
                throw new CommandException(file + " has no certificate. Put at least one into it, in PEM");
            }
            return certificates;
        } catch (CertificateException e) {
            throw new CommandException(
                    file + " has no certificates that can be read: " + e.getMessage() + ". Put them into it, in PEM",
                    e);
        }
    }
}
