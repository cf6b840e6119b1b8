package org.linuxkeyring.fleet.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
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
            try (InputStream in = Files.newInputStream(file)) {
                for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    certificates.add((X509Certificate) each);
                }
            } catch (CertificateException e) {
                throw new CommandException(file + " has no certificates that can be read: " + e.getMessage(), e);
            }
        }
        return certificates;
    }
}
