package org.linuxkeyring.tools;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Programs;
import org.linuxkeyring.testing.UnusedUser;

/**
 * The user who runs the programs that use the user keyring, as default settings do. If root runs the tests, it is a
 * user with an unused number, whose keyring is empty and no one else's; otherwise it is the user who runs the tests.
 */
public final class OrdinaryUser implements AutoCloseable {
    private final Path folder;
    private final List<String> become;

    private OrdinaryUser(Path folder, List<String> become) {
        this.folder = folder;
        this.become = become;
    }

    /**
     * Copies the drop-in jar and some main classes to a place where any user can read them.
     *
     * @param programs classes without nested ones
     */
    public static OrdinaryUser withPrograms(Class<?>... programs) throws IOException {
        ScratchKeyring.assumeAvailable(Backend.KERNEL);
        // The folder java.io.tmpdir may be readable for root alone.
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "linuxkeyring-test");
        OrdinaryUser user = new OrdinaryUser(folder, become(folder));
        Files.copy(Jars.all(), user.jar());
        user.copy(ForgetUserKeyrings.class);
        for (Class<?> program : programs) {
            user.copy(program);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        Files.setPosixFilePermissions(user.home(), PosixFilePermissions.fromString("rwx------"));
        return user;
    }

    private static List<String> become(Path folder) throws IOException {
        Path home = Files.createDirectory(folder.resolve("home"));
        if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            return List.of();
        }
        String number = Integer.toString(UnusedUser.number());
        List<String> become = List.of("setpriv", "--reuid", number, "--regid", number, "--clear-groups");
        assumeTrue(Programs.work(with(become, "true")), "setpriv cannot make an ordinary user");
        Files.setAttribute(home, "unix:uid", Integer.valueOf(number));
        return with(become, "env", "HOME=" + home);
    }

    private void copy(Class<?> program) throws IOException {
        String name = program.getName().replace('.', '/') + ".class";
        Path copy = folder.resolve("classes").resolve(name);
        Files.createDirectories(copy.getParent());
        try (InputStream in = program.getClassLoader().getResourceAsStream(name)) {
            Files.copy(in, copy);
        }
    }

    /** Returns whether it is a different user from the one who runs the tests. */
    public boolean isAnother() {
        return !become.isEmpty();
    }

    /** Returns the drop-in jar. */
    public Path jar() {
        return folder.resolve("linuxkeyring-all.jar");
    }

    /** Returns a folder that the user alone can read and write. */
    public Path home() {
        return folder.resolve("home");
    }

    /** Returns a file that the user can read. */
    Path file(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    /**
     * Returns the command with which the user runs another command, in the calling thread's session or in a new one.
     */
    public List<String> in(List<String> session) {
        return with(become, session.toArray(String[]::new));
    }

    /** Returns what a command prints that the user runs. */
    public String output(String input, String... command) {
        return Child.of(in(List.of(command)))
                .input(input)
                .run()
                .succeeded()
                .out()
                .strip();
    }

    /** Returns the command that runs a copied program. */
    public List<String> java(Jdk jdk, List<String> options, Class<?> program, String... arguments) {
        List<String> line = new ArrayList<>();
        line.addAll(jdk.java());
        line.add("-XX:+UseSerialGC");
        line.addAll(jdk.nativeAccess());
        line.addAll(options);
        line.addAll(List.of("-cp", jar() + ":" + folder.resolve("classes"), program.getName()));
        line.addAll(List.of(arguments));
        return line;
    }

    /** Otherwise a user who does not exist would keep two keyrings until the next boot. */
    @Override
    public void close() throws IOException {
        if (!become.isEmpty()) {
            Jdk jdk = Jdk.installed().get(0);
            Child.of(with(become, java(jdk, List.of(), ForgetUserKeyrings.class).toArray(String[]::new)))
                    .run()
                    .succeeded();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static List<String> with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Stream.of(more)).toList();
    }
}
