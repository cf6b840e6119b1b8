package org.linuxkeyring.testing;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** A Java installation of this machine, by its home folder and feature version. */
public record Jdk(Path home, int feature) {
    private static final int OLDEST = 17;

    private static final int RESTRICTS_NATIVE_ACCESS = 24;

    /** Folders separated like a class path, instead of the ones that are looked for. */
    private static final String HOMES = "LINUXKEYRING_TEST_JDKS";

    private static final Path NOT_INSTALLED = Path.of("");

    private static final Path USUAL_PLACE = Path.of("/usr/lib/jvm");

    /** The running one first, then every other of a supported version, each once however many names it has. */
    public static List<Jdk> installed() {
        return Stream.concat(Stream.of(Path.of(System.getProperty("java.home"))), others().stream())
                .map(Jdk::realPath)
                .distinct()
                .flatMap(home -> at(home).stream())
                .toList();
    }

    /** Those that ask for native access to be allowed (JEP 472). */
    public static List<Jdk> restrictingNativeAccess() {
        return since(RESTRICTS_NATIVE_ACCESS);
    }

    /** Those of that version and later; where there is none, one that skips each test that wants to run it. */
    public static List<Jdk> since(int feature) {
        List<Jdk> found =
                installed().stream().filter(jdk -> jdk.feature >= feature).toList();
        return found.isEmpty() ? List.of(new Jdk(NOT_INSTALLED, feature)) : found;
    }

    /** Options of its {@code java} that allow native access to what is on the class path; none where no one asks. */
    public List<String> nativeAccess() {
        return feature >= RESTRICTS_NATIVE_ACCESS ? List.of("--enable-native-access=ALL-UNNAMED") : List.of();
    }

    /** A program of it, such as {@code java} or {@code keytool}. */
    public Path tool(String name) {
        assumeFalse(home.equals(NOT_INSTALLED), () -> "no JDK " + feature + " or later is installed");
        return home.resolve("bin").resolve(name);
    }

    /**
     * Returns the command that starts Java for a program that runs for a second or two: the JVM's second compiler would
     * take half of the processor's time, and not be worth it.
     */
    public List<String> java() {
        return List.of(tool("java").toString(), "-XX:TieredStopAtLevel=1");
    }

    /** Returns the command that starts one of the JDK's programs in the same way. */
    public List<String> program(String name) {
        return List.of(tool(name).toString(), "-J-XX:TieredStopAtLevel=1");
    }

    @Override
    public String toString() {
        return "JDK " + feature;
    }

    private static List<Path> others() {
        String homes = System.getenv(HOMES);
        if (homes != null) {
            return Stream.of(homes.split(":"))
                    .filter(home -> !home.isBlank())
                    .map(Path::of)
                    .toList();
        }
        if (!Files.isDirectory(USUAL_PLACE)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(USUAL_PLACE)) {
            return found.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path realPath(Path home) {
        try {
            return home.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty if there is no Java with its tools, or too old a one. */
    private static Optional<Jdk> at(Path home) {
        Properties release = new Properties();
        try (InputStream in = Files.newInputStream(home.resolve("release"))) {
            release.load(in);
        } catch (IOException e) {
            return Optional.empty();
        }
        String version = release.getProperty("JAVA_VERSION", "1").replace("\"", "");
        if (version.startsWith("1.") || version.equals("1")) {
            return Optional.empty();
        }
        Jdk jdk = new Jdk(home, Runtime.Version.parse(version).feature());
        boolean complete = Files.isExecutable(jdk.tool("java")) && Files.isExecutable(jdk.tool("keytool"));
        return Optional.of(jdk).filter(found -> complete && found.feature >= OLDEST);
    }
}
