package org.linuxkeyring.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** A scratch keyring of the kernel for each test, and the keytool of each JDK, configured by the provider's file. */
@ParameterizedClass
@MethodSource("org.linuxkeyring.testing.Jdk#installed")
@Tag("kernel")
abstract class OnEachKeytool {
    static final String KEY_PASSWORD = "battery-staple";
    static final KeyPair PAIR = TestKeys.pair("EC/secp256r1");

    @TempDir
    private Path folder;

    private final Jdk jdk;
    private ScratchKeyring scratch;

    OnEachKeytool(Jdk jdk) {
        this.jdk = jdk;
    }

    @BeforeEach
    void openScratch() {
        scratch = ScratchKeyring.of(Backend.KERNEL);
    }

    @AfterEach
    void closeScratch() {
        if (scratch != null) {
            scratch.close();
        }
    }

    final ScratchKeyring scratch() {
        return scratch;
    }

    /** Returns the path of a file, which need not exist. */
    final Path file(String name) {
        return folder.resolve(name);
    }

    /** Writes a text file. */
    final Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** Returns a keytool for which {@code -keystore NONE} is the scratch keyring. */
    final Keytool keytool() throws IOException {
        return keytoolWithoutSettings().configuredBy(file("settings", "keyring=" + scratch.serial() + "\n"));
    }

    final Keytool keytoolWithoutSettings() {
        return Keytool.of(jdk);
    }

    /** Returns a keystore on the scratch keyring in the JVM of the test. */
    final KeyStore keyStore() throws Exception {
        return scratch.keyStore();
    }

    final Key key(String alias, String password) throws Exception {
        return keyStore().getKey(alias, password.toCharArray());
    }

    /** Stores {@link #PAIR} under a password. */
    final X509Certificate[] setPair(String alias, String password, int chainLength) throws Exception {
        X509Certificate[] chain = TestCertificates.chain(PAIR.getPublic(), chainLength);
        keyStore().setKeyEntry(alias, PAIR.getPrivate(), password.toCharArray(), chain);
        return chain;
    }
}
