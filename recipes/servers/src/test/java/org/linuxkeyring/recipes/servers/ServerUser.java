package org.linuxkeyring.recipes.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.linuxkeyring.testing.BackgroundProgram;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Programs;
import org.linuxkeyring.testing.UnusedUser;

/**
 * The ordinary user who runs a server, with a folder and keyrings. If root runs the tests, it is a user with an unused
 * number, whose keyring is empty and no one else's; otherwise it is the user who runs the tests.
 */
final class ServerUser implements AutoCloseable {
    private static final Path DISTRIBUTIONS = Path.of(System.getProperty("distributions"));

    private final Jdk jdk;
    private final Path folder;
    private final int number;
    private final boolean isAnother;
    private final String keyring = "server-" + UUID.randomUUID();
    private final BackgroundProgram operator;

    private ServerUser(Jdk jdk, Path folder, int number, boolean isAnother) throws IOException {
        this.jdk = jdk;
        this.folder = folder;
        this.number = number;
        this.isAnother = isAnother;
        Files.copy(Jars.all(), jar());
        Path programs = Files.createDirectories(folder.resolve("programs"));
        copyClass(Operator.class, programs);
        own(folder);
        operator = new BackgroundProgram(asUser(
                java().toString(), "-XX:TieredStopAtLevel=1", "-cp", jar() + ":" + programs, Operator.class.getName()));
    }

    /** Makes a user who runs servers by that JDK. */
    static ServerUser create(Jdk jdk) throws IOException {
        int self = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        boolean root = self == 0;
        if (root) {
            assumeTrue(Programs.work(List.of("setpriv", "--version")), "setpriv cannot make an ordinary user");
        }
        assumeTrue(Programs.work(List.of("keyctl", "--version")), "keyctl is not installed");
        // The project's folder may be root's alone, and so may java.io.tmpdir.
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "linuxkeyring-server");
        return new ServerUser(jdk, folder, root ? UnusedUser.number() : self, root);
    }

    /** Returns the drop-in jar. */
    Path jar() {
        return folder.resolve("linuxkeyring-all.jar");
    }

    Path java() {
        return jdk.tool("java");
    }

    /** Unpacks a zip that Maven has downloaded, as it is; returns the one folder in it. */
    Path unpack(String distribution) throws IOException {
        Path zip = DISTRIBUTIONS.resolve(distribution + ".zip");
        URI uri = URI.create("jar:" + zip.toUri());
        try (FileSystem files = FileSystems.newFileSystem(uri, Map.of("enablePosixFileAttributes", "true"))) {
            Path root = files.getPath("/");
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes) throws IOException {
                    Files.createDirectories(folder.resolve(root.relativize(from).toString()));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path from, BasicFileAttributes attributes) throws IOException {
                    Path to = folder.resolve(root.relativize(from).toString());
                    Files.copy(from, to);
                    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(from);
                    Files.setPosixFilePermissions(
                            to, mode.isEmpty() ? PosixFilePermissions.fromString("rw-r--r--") : mode);
                    return FileVisitResult.CONTINUE;
                }
            });
            try (Stream<Path> top = Files.list(root)) {
                Path unpacked = folder.resolve(
                        root.relativize(top.findFirst().orElseThrow()).toString());
                own(unpacked);
                return unpacked;
            }
        }
    }

    /** Makes a folder for a server's configuration and data. */
    Path makeFolder(String name) throws IOException {
        Path made = Files.createDirectories(folder.resolve(name));
        own(made);
        return made;
    }

    /** Writes a file that the user owns. */
    Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        own(folder.resolve(folder.relativize(file).getName(0)));
        return file;
    }

    /** Unpacks a compressed tar archive that Maven has downloaded; returns a folder of that name in it. */
    Path unpackTar(String distribution, String top) throws IOException, InterruptedException {
        // The user, who may not see the archive, is given it open.
        int status = command(Map.of(), folder, "tar", "xz")
                .redirectInput(DISTRIBUTIONS.resolve(distribution + ".tar.gz").toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        assertEquals(0, status, "status of tar");
        return folder.resolve(top);
    }

    /** Copies the jars that Maven resolved for a server that is a class path and no distribution. */
    Path jars(String name) throws IOException {
        Path jars = folder.resolve(name);
        Files.createDirectories(jars);
        try (Stream<Path> resolved = Files.list(DISTRIBUTIONS.resolve(name))) {
            for (Path jar : resolved.toList()) {
                Files.copy(jar, jars.resolve(jar.getFileName()));
            }
        }
        own(jars);
        return jars;
    }

    /** Writes the file that stands for the server's keystore. */
    Path keys(Path file, String... settings) throws IOException {
        return reference(file, keyring, settings);
    }

    /** Writes the file that stands for the server's trust store. */
    Path trust(Path file, String... settings) throws IOException {
        return reference(file, keyring + "-trust", settings);
    }

    private Path reference(Path file, String name, String... settings) throws IOException {
        return write(
                file,
                "# LINUXKEYRING keystore: a reference to a keyring, holds no keys\nkeyring=@u/" + name
                        + "\nwrites=never\n" + String.join("\n", settings) + "\n");
    }

    /** Copies the entries of a PKCS12 file into the keyring with the keys. */
    void setKeys(Path pkcs12) throws IOException {
        tell("set @u/" + keyring + " " + pkcs12);
    }

    /** Copies the entries of a PKCS12 file into the keyring with the authorities. */
    void setTrust(Path pkcs12) throws IOException {
        tell("set @u/" + keyring + "-trust " + pkcs12);
    }

    /** Returns, of all keys below the user's keyring, what the kernel tells and a digest of the payload. */
    List<String> contents() throws IOException {
        return List.of(tell("contents").split(", "));
    }

    private String tell(String line) throws IOException {
        operator.say(line);
        return operator.nextLine();
    }

    /** Returns a command as this user, in a session of its own. */
    ProcessBuilder command(Map<String, String> environment, Path directory, String... command) {
        ProcessBuilder builder = new ProcessBuilder(asUser(command)).directory(directory.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        jdk.home().resolve("bin") + ":/usr/bin:/bin",
                        "JAVA_HOME",
                        jdk.home().toString(),
                        "HOME",
                        folder.toString(),
                        "LC_ALL",
                        "C.UTF-8"));
        builder.environment().putAll(environment);
        return builder;
    }

    /** Runs a command to its end. */
    void run(Path directory, String... command) throws IOException, InterruptedException {
        Path log = directory.resolve("command.log");
        int status = command(Map.of(), directory, command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertEquals(0, status, Files.readString(log));
    }

    /** The server asks for a number of its own, since few servers tell which one port 0 became. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        try (operator) {
            if (isAnother) {
                tell("forget");
            } else {
                tell("remove " + keyring);
                tell("remove " + keyring + "-trust");
            }
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted((a, b) -> b.compareTo(a)).forEach(ServerUser::delete);
            }
        }
    }

    private List<String> asUser(String... command) {
        List<String> all = new ArrayList<>();
        if (isAnother) {
            String id = Integer.toString(number);
            all.addAll(List.of("setpriv", "--reuid", id, "--regid", id, "--clear-groups"));
        }
        all.addAll(List.of("keyctl", "session", "-"));
        all.addAll(List.of(command));
        return all;
    }

    private void own(Path top) throws IOException {
        if (isAnother) {
            try (Stream<Path> files = Files.walk(top)) {
                for (Path file : files.toList()) {
                    Files.setAttribute(file, "unix:uid", number);
                    Files.setAttribute(file, "unix:gid", number);
                }
            }
        }
    }

    private static void copyClass(Class<?> program, Path to) throws IOException {
        String name = program.getName().replace('.', '/') + ".class";
        Path copy = to.resolve(name);
        Files.createDirectories(copy.getParent());
        try (InputStream in = program.getClassLoader().getResourceAsStream(name)) {
            Files.copy(in, copy);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
