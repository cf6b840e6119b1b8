package org.linuxkeyring.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;

/** A JDK's jarsigner with the drop-in jar's provider, run as a user runs it. */
record Jarsigner(Jdk jdk) {
    /** Makes a jar that is to be signed. */
    static Path jar(Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("entry"));
            out.write("content".getBytes(StandardCharsets.US_ASCII));
        }
        return jar;
    }

    /** Returns the command that signs with an entry of the keyring that a reference file names. */
    Child sign(Path jar, Path reference, String alias, String... more) {
        List<String> line = new ArrayList<>(jdk.program("jarsigner"));
        jdk.nativeAccess().forEach(option -> line.add("-J" + option));
        // jarsigner has no option -providerpath.
        line.add("-J--class-path=" + Jars.all());
        line.addAll(List.of("-providerClass", "org.linuxkeyring.LinuxKeyringProvider"));
        line.addAll(List.of("-keystore", reference.toString(), "-storetype", "LINUXKEYRING"));
        line.addAll(List.of("-storepass", Keytool.STORE_PASSWORD));
        line.addAll(List.of(more));
        line.addAll(List.of(jar.toString(), alias));
        return Child.of(line);
    }

    /** Verifies a jar, with the certificates of each signer. */
    Outcome verify(Path jar) {
        return Child.of(jdk.tool("jarsigner").toString(), "-verify", "-verbose", "-certs", jar.toString())
                .run()
                .succeeded();
    }
}
