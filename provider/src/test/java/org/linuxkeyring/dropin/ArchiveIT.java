package org.linuxkeyring.dropin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.LinuxKeyringFilesProvider;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.testing.Jars;

/** What lies in the two jars. */
class ArchiveIT {
    @Test
    void bothJarsAreTheSameModuleToOthers() {
        ModuleDescriptor plain = descriptor(Jars.plain());
        ModuleDescriptor dropIn = descriptor(Jars.all());

        assertEquals("org.linuxkeyring", dropIn.name());
        assertEquals(plain.name(), dropIn.name());
        assertEquals(plain.exports(), dropIn.exports());
        assertEquals(plain.provides(), dropIn.provides());
        assertFalse(dropIn.isAutomatic());
    }

    @Test
    void dropInJarRequiresNothingButTheJdk() {
        Set<String> required = descriptor(Jars.all()).requires().stream()
                .filter(module -> !module.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                .map(ModuleDescriptor.Requires::name)
                .collect(Collectors.toSet());

        assertEquals(Set.of("java.base", "java.logging"), required);
    }

    @Test
    void dropInJarDoesWithoutWhatAgentsAndRecordingsNeed() {
        Set<String> optional = descriptor(Jars.all()).requires().stream()
                .filter(module -> module.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                .map(ModuleDescriptor.Requires::name)
                .collect(Collectors.toSet());

        assertEquals(Set.of("java.instrument", "jdk.jfr"), optional);
    }

    @Test
    void bothJarsOfferTheProvidersAsServices() throws IOException {
        for (Path path : List.of(Jars.plain(), Jars.all())) {
            try (JarFile jar = new JarFile(path.toFile())) {
                JarEntry services = jar.getJarEntry("META-INF/services/java.security.Provider");
                String text = new String(jar.getInputStream(services).readAllBytes(), StandardCharsets.UTF_8);
                assertEquals(
                        List.of(LinuxKeyringProvider.class.getName(), LinuxKeyringFilesProvider.class.getName()),
                        text.lines().toList());
            }
        }
    }

    /** Any JDK from 17 on builds the same: what takes the foreign function API of Java 22 is compiled for Java 17. */
    @Test
    void bothJarsHaveBothWaysToTheKernelAndOneVersionOfEachClass() throws IOException {
        for (Path path : List.of(Jars.plain(), Jars.all())) {
            Set<String> names = entries(path);

            assertTrue(names.contains("org/linuxkeyring/kernel/linux/ForeignSystemCalls.class"));
            assertTrue(names.contains("org/linuxkeyring/kernel/linux/JnaSystemCalls.class"));
            assertTrue(names.stream().noneMatch(name -> name.startsWith("META-INF/versions/")), names::toString);
            try (JarFile jar = new JarFile(path.toFile())) {
                assertFalse(jar.getManifest().getMainAttributes().containsKey(Attributes.Name.MULTI_RELEASE));
            }
        }
    }

    @Test
    void dropInJarMayCallNativeCodeWhenItIsRunItself() throws IOException {
        try (JarFile jar = new JarFile(Jars.all().toFile())) {
            assertEquals("ALL-UNNAMED", jar.getManifest().getMainAttributes().getValue("Enable-Native-Access"));
        }
    }

    @Test
    void dropInJarHoldsNoBouncyCastleOfThatName() throws IOException {
        Set<String> names = entries(Jars.all());

        assertTrue(names.stream().anyMatch(name -> name.startsWith("org/linuxkeyring/shaded/bouncycastle/asn1/")));
        assertTrue(names.stream().noneMatch(name -> name.contains("org/bouncycastle/")), names::toString);
    }

    @Test
    void dropInJarHoldsNoPicocliOfThatName() throws IOException {
        Set<String> names = entries(Jars.all());

        assertTrue(names.contains("org/linuxkeyring/shaded/picocli/CommandLine.class"));
        assertTrue(names.stream().noneMatch(name -> name.startsWith("picocli/")), names::toString);
    }

    /** An application that only wants a keystore carries the command line along. */
    @Test
    void dropInJarStaysSmall() throws IOException {
        assertTrue(Files.size(Jars.all()) < 2_800_000, () -> Jars.all() + " has grown");
    }

    @Test
    void dropInJarMissesNoClassThatOneOfItsClassesNames() {
        StringWriter report = new StringWriter();
        ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();

        jdeps.run(
                new PrintWriter(report),
                new PrintWriter(report),
                "--missing-deps",
                Jars.all().toString());

        // JNA also names AWT's classes, of a module that it is not made to require.
        List<String> missing = report.toString()
                .lines()
                .filter(line -> line.endsWith("not found"))
                .filter(line -> line.contains("-> org.") || line.contains("-> com."))
                .toList();
        assertEquals(List.of(), missing);
    }

    /** What is found by reference alone would otherwise be cut away unseen. */
    @Test
    void bouncyCastlesClassesInTheDropInJarLookUpNothingByName() throws IOException {
        List<String> lookUps = List.of("forName", "loadClass", "getResource", "java/util/ServiceLoader");

        try (JarFile jar = new JarFile(Jars.all().toFile())) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (entry.getName().startsWith("org/linuxkeyring/shaded/bouncycastle/")) {
                    String constants =
                            new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1);
                    assertTrue(lookUps.stream().noneMatch(constants::contains), entry::getName);
                }
            }
        }
    }

    @Test
    void dropInJarHoldsJnasLinuxLibrariesAlone() throws IOException {
        Set<String> libraries = entries(Jars.all()).stream()
                .filter(name -> name.contains("jnidispatch"))
                .map(name -> Path.of(name).getParent().getFileName().toString())
                .collect(Collectors.toCollection(TreeSet::new));

        // "arm" has two calling conventions, and so two libraries.
        assertEquals(
                Set.of(
                        "linux-aarch64",
                        "linux-arm",
                        "linux-armel",
                        "linux-loongarch64",
                        "linux-ppc64le",
                        "linux-riscv64",
                        "linux-s390x",
                        "linux-x86",
                        "linux-x86-64"),
                libraries);
    }

    @Test
    void dropInJarHoldsEveryClassOfJna() throws IOException {
        Set<String> jna = entries(Jars.jna());
        jna.removeIf(name -> !name.endsWith(".class") || name.endsWith("module-info.class"));

        assertTrue(entries(Jars.all()).containsAll(jna));
    }

    @Test
    void everyJarOfCodeCarriesTheProjectsLicence() throws IOException {
        byte[] licence = Files.readAllBytes(Path.of("..", "LICENSE"));
        for (Path path : List.of(Jars.plain(), Jars.all(), Jars.sources())) {
            try (JarFile jar = new JarFile(path.toFile())) {
                JarEntry carried = jar.getJarEntry("META-INF/LICENSE");
                assertArrayEquals(licence, jar.getInputStream(carried).readAllBytes(), path::toString);
            }
        }
    }

    @Test
    void dropInJarCarriesTheLicencesOfWhatItHolds() throws IOException {
        assertTrue(entries(Jars.all())
                .containsAll(Set.of(
                        "META-INF/licenses/bouncycastle/LICENSE.md",
                        "META-INF/licenses/jna/LICENSE",
                        "META-INF/licenses/jna/AL2.0",
                        "META-INF/licenses/picocli/LICENSE")));
    }

    @Test
    void dropInJarHasNoLeftoversOfItsParts() throws IOException {
        Set<String> metadata = entries(Jars.all()).stream()
                .filter(name -> name.startsWith("META-INF/") && !name.endsWith("/"))
                .filter(name -> !name.startsWith("META-INF/licenses/") && !name.startsWith("META-INF/maven/"))
                .collect(Collectors.toSet());

        assertEquals(
                Set.of("META-INF/LICENSE", "META-INF/MANIFEST.MF", "META-INF/services/java.security.Provider"),
                metadata);
    }

    private static ModuleDescriptor descriptor(Path jar) {
        return ModuleFinder.of(jar).findAll().iterator().next().descriptor();
    }

    private static Set<String> entries(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(JarEntry::getName).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
