package org.linuxkeyring.packaging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes of the staged artifacts what a release consists of: the bundle for Maven Central, a copy of the packages and
 * the bill of materials, and the provenance of all of them.
 */
public final class Release {
    /** What Maven writes for repositories that are read by version ranges; Maven Central makes its own. */
    private static final String METADATA = "maven-metadata";

    private static final List<String> CHECKSUMS = List.of("MD5", "SHA-1", "SHA-256", "SHA-512");

    private final Path staging;
    private final Path target;
    private final String version;

    private Release(Path staging, Path target, String version) {
        this.staging = staging;
        this.target = target;
        this.version = version;
    }

    /**
     * Takes the repository's folder, the one with the staged artifacts, the one for the results, the version, and the
     * time that the build takes for its own.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path repository = Path.of(args[0]).toRealPath();
        Release release = new Release(Path.of(args[1]), Path.of(args[2]), args[3]);
        List<Path> artifacts = release.staged();
        for (Path each : artifacts) {
            writeChecksums(each);
        }
        release.bundle(Instant.parse(args[4]));
        List<Path> subjects = new ArrayList<>(artifacts.stream()
                .filter(each -> !each.toString().endsWith(".asc"))
                .toList());
        subjects.addAll(release.copies(repository, artifacts));
        Provenance provenance = new Provenance(repository, args[3], Instant.parse(args[4]));
        Texts.write(release.file("linuxkeyring-" + args[3] + ".intoto.json"), provenance.statement(subjects));
    }

    private Path file(String name) {
        return target.resolve(name);
    }

    /** Returns the artifacts and their signatures, in an order that does not depend on the file system. */
    private List<Path> staged() throws IOException {
        try (Stream<Path> files = Files.walk(staging)) {
            return files.filter(Files::isRegularFile)
                    .filter(each -> !name(each).startsWith(METADATA))
                    .filter(each -> !name(each).matches(".*\\.(md5|sha1|sha256|sha512)"))
                    .sorted()
                    .toList();
        }
    }

    /** Maven writes the first two alone; Maven Central takes all four. */
    private static void writeChecksums(Path artifact) throws IOException {
        for (String algorithm : CHECKSUMS) {
            String ending = algorithm.replace("-", "").toLowerCase(Locale.ROOT);
            Files.writeString(artifact.resolveSibling(name(artifact) + "." + ending), Digests.hex(algorithm, artifact));
        }
    }

    private void bundle(Instant time) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(staging)) {
            files = all.filter(Files::isRegularFile)
                    .filter(each -> !name(each).startsWith(METADATA))
                    .sorted()
                    .toList();
        }
        try (OutputStream out = Files.newOutputStream(file("linuxkeyring-" + version + "-bundle.zip"));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path each : files) {
                ZipEntry entry = new ZipEntry(staging.relativize(each).toString());
                entry.setTimeLocal(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
                zip.putNextEntry(entry);
                Files.copy(each, zip);
                zip.closeEntry();
            }
        }
    }

    /** Copies what is published elsewhere than on Maven Central, or beside it. */
    private List<Path> copies(Path repository, List<Path> artifacts) throws IOException {
        List<Path> originals = new ArrayList<>(artifacts.stream()
                .filter(each -> name(each).endsWith("-cyclonedx.json"))
                .toList());
        try (Stream<Path> packages = Files.list(repository.resolve("packaging/target"))) {
            packages.filter(each -> name(each).endsWith(".deb") || name(each).endsWith(".rpm"))
                    .sorted()
                    .forEach(originals::add);
        }
        List<Path> copies = new ArrayList<>();
        for (Path each : originals) {
            Path copy = file(name(each));
            Files.copy(each, copy, StandardCopyOption.REPLACE_EXISTING);
            if (!artifacts.contains(each)) {
                copies.add(copy);
            }
        }
        return copies;
    }

    static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
