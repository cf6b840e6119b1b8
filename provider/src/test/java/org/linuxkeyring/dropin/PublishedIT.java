package org.linuxkeyring.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.testing.Jars;

/** What is published beside the two jars: sources, documentation, and the list of what they are made of. */
class PublishedIT {
    private static final Pattern PURL = Pattern.compile("\"purl\" : \"pkg:maven/[^/]+/([^?]+)\\?type=jar\"");

    @Test
    void sourcesAreThereOfEveryClass() throws IOException {
        Set<String> classes = entries(Jars.plain(), name -> name.endsWith(".class") && !name.contains("$"));
        Set<String> sources = entries(Jars.sources(), name -> name.endsWith(".java"));
        Set<String> missing = without(classes, ".class");

        missing.removeAll(without(sources, ".java"));
        assertEquals(Set.of(), missing);
    }

    @Test
    void documentationIsOfTheExportedPackagesAlone() throws IOException {
        String page = "/package-summary.html";
        Set<String> documented = entries(Jars.javadoc(), name -> name.endsWith(page));
        Set<String> exported = ModuleFinder.of(Jars.plain()).findAll().iterator().next().descriptor().exports().stream()
                .map(Exports::source)
                .map(name -> "org.linuxkeyring/" + name.replace('.', '/'))
                .collect(Collectors.toSet());

        assertEquals(exported, without(documented, page));
    }

    @Test
    void billOfMaterialsNamesAllThatTheDropInJarHolds() throws IOException {
        Set<String> held = Stream.concat(
                        Stream.of(Jars.plain(), Jars.jna(), Jars.picocli()), Jars.bouncyCastle().stream())
                .map(PublishedIT::nameAndVersion)
                .collect(Collectors.toSet());

        assertEquals(
                held,
                PURL.matcher(billOfMaterials())
                        .results()
                        .map(purl -> purl.group(1))
                        .collect(Collectors.toSet()));
    }

    /** Else two builds of the same sources would differ. */
    @Test
    void billOfMaterialsHasNeitherTimeNorRandomNumber() throws IOException {
        String bill = billOfMaterials();

        assertFalse(bill.contains("\"timestamp\""), bill);
        assertFalse(bill.contains("\"serialNumber\""), bill);
    }

    private static String billOfMaterials() throws IOException {
        assumeFalse(
                "offline=true".equals(System.getProperty("maven.mode")),
                "Maven makes no bill of materials when it is offline");
        return Files.readString(Jars.billOfMaterials());
    }

    /** jna-5.19.1.jar is jna@5.19.1. */
    private static String nameAndVersion(Path jar) {
        return jar.getFileName().toString().replaceFirst("-(\\d[^/]*)\\.jar$", "@$1");
    }

    private static Set<String> without(Set<String> names, String suffix) {
        return names.stream()
                .map(name -> name.substring(0, name.length() - suffix.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> entries(Path jar, Predicate<String> wanted) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(JarEntry::getName).filter(wanted).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
