package org.linuxkeyring.testing;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** Where the packaged jars and what they depend on lie; the build tells the first by system properties. */
public final class Jars {
    private Jars() {}

    /** The plain jar, which needs {@link #jna()} and {@link #bouncyCastle()}. */
    public static Path plain() {
        return packaged("");
    }

    /** The drop-in jar, which needs nothing. */
    public static Path all() {
        return packaged("-all");
    }

    public static Path sources() {
        return packaged("-sources");
    }

    public static Path javadoc() {
        return packaged("-javadoc");
    }

    /** What the provider is made of, in CycloneDX's JSON. */
    public static Path billOfMaterials() {
        return built("-cyclonedx.json");
    }

    public static Path jna() {
        return holding("com.sun.jna.Native");
    }

    public static List<Path> bouncyCastle() {
        return List.of(
                holding("org.bouncycastle.asn1.ASN1Object"),
                holding("org.bouncycastle.asn1.bsi.BSIObjectIdentifiers"),
                holding("org.bouncycastle.openssl.PEMParser"));
    }

    public static Path picocli() {
        return holding("picocli.CommandLine");
    }

    /** The jar, or the folder of compiled classes, that holds a class, such as a program that a test starts. */
    public static Path of(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path packaged(String classifier) {
        return built(classifier + ".jar");
    }

    private static Path built(String suffix) {
        return Path.of(
                System.getProperty("project.build.directory"), System.getProperty("project.build.finalName") + suffix);
    }

    private static Path holding(String className) {
        try {
            return of(Class.forName(className, false, Jars.class.getClassLoader()));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
