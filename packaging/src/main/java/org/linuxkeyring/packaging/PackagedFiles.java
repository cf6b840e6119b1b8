package org.linuxkeyring.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The files that a package takes from the repository as they are, each where it is on a machine. The Debian and the RPM
 * package take the folder as a whole, so that each file is named once.
 */
public final class PackagedFiles {
    /** The folder of files with mode 755, in which they have the same places: both packages give modes by folders. */
    static final String PROGRAMS = "programs";

    private static final List<String> UNITS = List.of("linuxkeyring-seal@.service", "linuxkeyring-tpm.service");

    private static final List<String> EXAMPLES = List.of(
            "handlers/etcd.conf",
            "systemd/linuxkeyring.security",
            "systemd/shop.properties",
            "systemd/shop.service",
            "systemd/shop-keys.service",
            "systemd/shop-held.service",
            "systemd/shop-sealed.service");

    private final Path repository;
    private final Path target;
    private final String version;

    private PackagedFiles(Path repository, Path target, String version) {
        this.repository = repository;
        this.target = target;
        this.version = version;
    }

    /** Takes the repository's folder, the folders of the package and of the fleet's, and the version. */
    public static void main(String[] args) throws IOException {
        new PackagedFiles(Path.of(args[0]), Path.of(args[1]), args[3]).ofProvider();
        new PackagedFiles(Path.of(args[0]), Path.of(args[2]), args[3]).ofFleet();
    }

    private void ofProvider() throws IOException {
        file("provider/target/linuxkeyring-" + version + "-all.jar", "usr/share/java/linuxkeyring-all.jar");
        program("provider/src/main/launcher/linuxkeyring", "usr/bin/linuxkeyring");
        for (String unit : UNITS) {
            file("samples/systemd/" + unit, "usr/lib/systemd/system/" + unit);
        }
        program("samples/handlers/etcd", "usr/libexec/linuxkeyring/etcd");
        program("samples/handlers/files", "usr/libexec/linuxkeyring/files");
        file("samples/handlers/common.sh", "usr/libexec/linuxkeyring/common.sh");
        String examples = "usr/share/doc/linuxkeyring/examples/";
        for (String example : EXAMPLES) {
            file("samples/" + example, examples + example.substring(example.indexOf('/') + 1));
        }
        file("samples/target/linuxkeyring-samples-" + version + ".jar", examples + "linuxkeyring-samples.jar");
    }

    private void ofFleet() throws IOException {
        file("fleet/target/linuxkeyring-fleet-" + version + "-all.jar", "usr/share/java/linuxkeyring-fleet-all.jar");
        program("packaging/src/fleet-deb/linuxkeyring-fleet", "usr/bin/linuxkeyring-fleet");
    }

    private void program(String source, String place) throws IOException {
        file(source, PROGRAMS + "/" + place);
    }

    private void file(String source, String place) throws IOException {
        Path file = target.resolve(place);
        Files.createDirectories(file.resolveSibling("."));
        Files.copy(repository.resolve(source), file, StandardCopyOption.REPLACE_EXISTING);
    }
}
