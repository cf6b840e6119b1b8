package org.linuxkeyring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the layers of docs/ARCHITECTURE.md against the code. */
class LayersTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "ARCHITECTURE.md");
    private static final Pattern ARROW = Pattern.compile("^ +([a-z.]+) --> ([a-z.]+)$", Pattern.MULTILINE);
    private static final int MOST_FILES = 25;
    private static final int MOST_LINES = 300;

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    /**
     * Compares which packages use which, without the uses that follow from other arrows: if the picture has {@code a
     * --> b --> c}, it need not have {@code a --> c}.
     */
    @Test
    void thePictureShowsWhichPackagesUseWhich() throws IOException {
        Map<String, Set<String>> used = new TreeMap<>();
        for (JavaClass user : CLASSES) {
            user.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(each -> each.getPackageName().startsWith("org.linuxkeyring"))
                    .map(LayersTest::room)
                    .filter(room -> !room.equals(room(user)))
                    .forEach(room -> used.computeIfAbsent(room(user), name -> new TreeSet<>())
                            .add(room));
        }
        assertEquals(text(withoutShortcuts(used)), text(picture()));
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.linuxkeyring.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void decisionsAreShorterThanTwelveLines() throws IOException {
        String decisions = Files.readString(DOCUMENT).split("\n## Decisions\n")[1];
        List<String> longer = Stream.of(decisions.split("\n\n"))
                .filter(decision -> decision.lines().count() >= 12)
                .map(decision -> decision.lines().findFirst().orElseThrow())
                .toList();
        assertEquals(List.of(), longer);
    }

    @Test
    void noPackageHasMoreThan25Files() {
        Map<Path, Long> files = sources().collect(groupingBy(Path::getParent, TreeMap::new, counting()));
        files.values().removeIf(count -> count <= MOST_FILES);
        assertEquals(Map.of(), files);
    }

    @Test
    void noClassHasMoreThan300Lines() {
        List<Path> longer = sources().filter(file -> lines(file) > MOST_LINES).toList();
        assertEquals(List.of(), longer);
    }

    /** What it needs of a keystore is public. */
    @Test
    void theCommandLineUsesKeystoresAsApplicationsDo() {
        noClasses()
                .that()
                .resideInAPackage("org.linuxkeyring.command..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.linuxkeyring.keystore..")
                .check(CLASSES);
    }

    @Test
    void onlyTheLinuxKernelsPackageNamesTheNativeLayer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.linuxkeyring.kernel.linux")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.sun.jna..", "java.lang.foreign..")
                .check(CLASSES);
    }

    @Test
    void onlyWhatEncodesEntriesAndPadsForRsaNamesBouncyCastle() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.linuxkeyring.entry..", "org.linuxkeyring.held..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineNamesItsLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.linuxkeyring.command", "org.linuxkeyring.command.terminal")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(CLASSES);
    }

    /** Returns the arrows of the document's picture. */
    private static Map<String, Set<String>> picture() throws IOException {
        Map<String, Set<String>> arrows = new TreeMap<>();
        Matcher arrow = ARROW.matcher(Files.readString(DOCUMENT));
        while (arrow.find()) {
            arrows.computeIfAbsent(arrow.group(1), name -> new TreeSet<>()).add(arrow.group(2));
        }
        return arrows;
    }

    private static Map<String, Set<String>> withoutShortcuts(Map<String, Set<String>> used) {
        Map<String, Set<String>> arrows = new TreeMap<>();
        used.forEach((user, direct) -> {
            Set<String> needed = new TreeSet<>(direct);
            direct.forEach(each -> needed.removeAll(reached(each, used)));
            arrows.put(user, needed);
        });
        return arrows;
    }

    private static Set<String> reached(String room, Map<String, Set<String>> used) {
        Set<String> reached = new TreeSet<>();
        used.getOrDefault(room, Set.of()).forEach(each -> {
            reached.add(each);
            reached.addAll(reached(each, used));
        });
        return reached;
    }

    private static String text(Map<String, Set<String>> arrows) {
        return arrows.entrySet().stream()
                .flatMap(from -> from.getValue().stream().map(to -> from.getKey() + " --> " + to))
                .collect(joining("\n"));
    }

    /** Returns the package's name in the picture. */
    private static String room(JavaClass each) {
        String name = each.getPackageName().replaceFirst("org\\.linuxkeyring\\.?", "");
        return name.isEmpty() ? "linuxkeyring" : name;
    }

    /** Returns all Java files of this module, including its tests. */
    private static Stream<Path> sources() {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
