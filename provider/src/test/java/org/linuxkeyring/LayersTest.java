package org.linuxkeyring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The layers of docs/ARCHITECTURE.md, held against the code. */
class LayersTest {
    private static final int MOST_FILES = 27;
    private static final int MOST_LINES = 300;

    /** From the top to the bottom. Two of one line do not know each other. */
    private static final List<List<String>> LAYERS = List.of(
            List.of("command"),
            List.of("command.doctor"),
            List.of("command.terminal"),
            List.of(""),
            List.of("tls"),
            List.of("keystore"),
            List.of("keystore.store"),
            List.of("keystore.settings"),
            List.of("held.rsa", "held.secret"),
            List.of("held"),
            List.of("entry"),
            List.of("entry.pem"),
            List.of("entry.key"),
            List.of("entry.pbe"),
            List.of("entry.der"),
            List.of("keyring"),
            List.of("keyring.key"),
            List.of("kernel.linux", "kernel.memory"),
            List.of("kernel"),
            List.of("error"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.linuxkeyring");

    @Test
    void packagesUseOnlyTheLayersBelowThem() {
        Map<String, TreeSet<String>> upwards = new TreeMap<>();
        for (JavaClass user : CLASSES) {
            user.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(used -> used.getPackageName().startsWith("org.linuxkeyring"))
                    .filter(used -> !used.getPackageName().equals(user.getPackageName()))
                    .filter(used -> layer(used) <= layer(user))
                    .forEach(used -> upwards.computeIfAbsent(user.getName(), name -> new TreeSet<>())
                            .add(used.getName()));
        }
        assertEquals(Map.of(), upwards);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.linuxkeyring.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void everyPackageHasALayer() {
        TreeSet<String> packages = new TreeSet<>();
        CLASSES.forEach(each -> packages.add(room(each)));
        TreeSet<String> layers = new TreeSet<>();
        LAYERS.forEach(layers::addAll);
        assertEquals(layers, packages);
    }

    @Test
    void noPackageHasMoreThan25Files() {
        Map<Path, Long> files = sources().collect(groupingBy(Path::getParent, TreeMap::new, counting()));
        files.values().removeIf(count -> count <= MOST_FILES);
        assertEquals(Map.of(), files);
    }

    @Test
    void noClassHasMoreThan300Lines() {
        List<Path> longer = sources()
                .filter(file -> file.startsWith("src/main"))
                .filter(file -> lines(file) > MOST_LINES)
                .toList();
        assertEquals(List.of(), longer);
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
                .resideOutsideOfPackage("org.linuxkeyring.command")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(CLASSES);
    }

    private static int layer(JavaClass each) {
        Predicate<List<String>> isIts = layer -> layer.contains(room(each));
        return LAYERS.indexOf(LAYERS.stream().filter(isIts).findFirst().orElseThrow());
    }

    /** The package's name below the project's. */
    private static String room(JavaClass each) {
        return each.getPackageName().replaceFirst("org\\.linuxkeyring\\.?", "");
    }

    /** All Java files of this module, tests among them. */
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
