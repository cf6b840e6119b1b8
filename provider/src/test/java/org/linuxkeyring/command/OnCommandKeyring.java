package org.linuxkeyring.command;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** A keyring of the kernel, on which commands work. */
abstract class OnCommandKeyring {
    static final char[] PASSWORD = "correct horse".toCharArray();
    static final PrivateKey KEY = TestKeys.pair("RSA").getPrivate();

    static final Certificate[] CHAIN =
            TestCertificates.chain(TestKeys.pair("RSA").getPublic(), 2);

    @TempDir
    Path folder;

    ScratchKeyring keyring;
    KeyStore store;
    CommandRun command;
    String serial;

    @BeforeEach
    void makeKeyring() throws Exception {
        keyring = ScratchKeyring.of(Backend.MEMORY);
        store = keyring.keyStore();
        serial = Integer.toString(keyring.serial());
        command = new CommandRun(keyring::keyctl, Backend.MEMORY).typing(new String(PASSWORD));
    }

    @AfterEach
    void removeKeyring() {
        keyring.close();
    }

    Path keyStore(String type, String name, String... aliases) throws Exception {
        KeyStore source = KeyStore.getInstance(type);
        source.load(null, null);
        for (String alias : aliases) {
            source.setKeyEntry(alias, KEY, PASSWORD, CHAIN);
        }
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            source.store(out, PASSWORD);
        }
        return file;
    }
}
