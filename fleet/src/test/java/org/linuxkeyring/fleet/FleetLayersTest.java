package org.linuxkeyring.fleet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The layers of the module, from the command line down to messages and the store, which know nothing of each other. */
class FleetLayersTest {
    private static final int MOST_FILES = 25;
    private static final int MOST_LINES = 300;
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void packagesUseEachOtherInOneDirection() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("command")
                .definedBy("org.linuxkeyring.fleet.command..")
                .layer("publish")
                .definedBy("org.linuxkeyring.fleet.publish..")
                .layer("follow")
                .definedBy("org.linuxkeyring.fleet.follow..")
                .layer("machine")
                .definedBy("org.linuxkeyring.fleet.machine..")
                .layer("message")
                .definedBy("org.linuxkeyring.fleet.message..")
                .layer("store")
                .definedBy("org.linuxkeyring.fleet.store..")
                .whereLayer("command")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("publish")
                .mayOnlyBeAccessedByLayers("command")
                .whereLayer("follow")
                .mayOnlyBeAccessedByLayers("command")
                .whereLayer("machine")
                .mayOnlyBeAccessedByLayers("command", "publish", "follow")
                .whereLayer("message")
                .mayOnlyBeAccessedByLayers("command", "publish", "follow", "machine")
                .whereLayer("store")
                .mayOnlyBeAccessedByLayers("command", "publish", "follow")
                .check(CLASSES);
    }

    @Test
    void onlyTheStoreNamesEtcdsClient() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.linuxkeyring.fleet.store")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.etcd..", "io.grpc..", "io.netty..", "io.vertx..")
                .check(CLASSES);
    }

    @Test
    void onlyMessagesNameBouncyCastle() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.linuxkeyring.fleet.message")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .check(CLASSES);
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

    private static Stream<Path> sources() {
        try {
            return Files.walk(Path.of("src")).filter(file -> file.toString().endsWith(".java"));
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
