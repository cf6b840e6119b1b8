package org.linuxkeyring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows of docs/ARCHITECTURE.md, held against the code. */
class LayersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.linuxkeyring");

    @Test
    void packagesUseOnlyTheLayersBelowThem() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("command")
                .definedBy("org.linuxkeyring.command")
                .layer("api")
                .definedBy("org.linuxkeyring")
                .layer("tls")
                .definedBy("org.linuxkeyring.tls")
                .layer("keystore")
                .definedBy("org.linuxkeyring.keystore")
                .layer("held")
                .definedBy("org.linuxkeyring.held")
                .layer("entry")
                .definedBy("org.linuxkeyring.entry")
                .layer("keyring")
                .definedBy("org.linuxkeyring.keyring")
                .layer("kernel")
                .definedBy("org.linuxkeyring.kernel")
                .layer("error")
                .definedBy("org.linuxkeyring.error")
                .whereLayer("command")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("api")
                .mayOnlyBeAccessedByLayers("command")
                .whereLayer("tls")
                .mayOnlyBeAccessedByLayers("api")
                .whereLayer("keystore")
                .mayOnlyBeAccessedByLayers("command", "api", "tls")
                .whereLayer("held")
                .mayOnlyBeAccessedByLayers("api", "keystore")
                .whereLayer("entry")
                .mayOnlyBeAccessedByLayers("command", "keystore")
                .whereLayer("keyring")
                .mayOnlyBeAccessedByLayers("command", "api", "keystore", "entry", "held")
                .whereLayer("kernel")
                .mayOnlyBeAccessedByLayers("command", "keystore", "entry", "held", "keyring")
                .check(CLASSES);
    }

    @Test
    void onlyTheKernelPackageNamesTheNativeLayer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.linuxkeyring.kernel")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.sun.jna..", "java.lang.foreign..")
                .check(CLASSES);
    }

    @Test
    void onlyWhatEncodesEntriesAndPadsForRsaNamesBouncyCastle() {
        classes()
                .that()
                .resideInAnyPackage(
                        "org.linuxkeyring",
                        "org.linuxkeyring.command",
                        "org.linuxkeyring.tls",
                        "org.linuxkeyring.keystore",
                        "org.linuxkeyring.keyring",
                        "org.linuxkeyring.kernel")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage("org.bouncycastle..")
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
}
