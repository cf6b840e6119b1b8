package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands that store into a keystore's file. */
class KeyStoreFileCommandTest extends OnCommandKeyring {
    private String reference;

    @BeforeEach
    void writeReference() throws Exception {
        reference = Files.writeString(
                        folder.resolve("shop.keyring"),
                        "# LINUXKEYRING keystore: a reference\nbackend=memory\nkeyring=" + serial + "\n")
                .toString();
    }

    @Test
    void importStoresTheKeystoresFileAnew() throws Exception {
        Path source = keyStore("PKCS12", "server.p12", "web");

        assertEquals(0, command.run("import", source.toString(), "--reference", reference), command.err());

        assertArrayEquals(KEY.getEncoded(), store.getKey("web", null).getEncoded());
        assertTrue(Files.exists(folder.resolve("shop.keyring~")));
    }

    @Test
    void aSecretIsStoredByTheKeystoresFileToo() throws Exception {
        assertEquals(
                0,
                command.input("value").run("secret", "set", "token", "--file", "-", "--reference", reference),
                command.err());

        assertTrue(store.containsAlias("token"));
    }

    @Test
    void aFileAndAKeyringAreOneTooMany() throws Exception {
        Path source = keyStore("PKCS12", "server.p12", "web");

        assertEquals(2, command.run("import", source.toString(), "--reference", reference, "--keyring", serial));

        command.assertRefuses("--keyring=KEYRING, --reference=FILE are mutually exclusive");
    }
}
