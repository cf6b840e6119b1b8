package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.entry.pem.PemBlocks.pem;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** The command that writes an entry as PEM. */
class ExportCommandTest extends OnCommandKeyring {
    @Test
    void exportWritesTheChainAlone() throws Exception {
        store.setKeyEntry("web", KEY, null, CHAIN);

        assertEquals(0, command.run("export", "--keyring", serial, "--alias", "web"));

        assertEquals(
                pem("CERTIFICATE", CHAIN[0].getEncoded()) + pem("CERTIFICATE", CHAIN[1].getEncoded()), command.out());
    }

    @Test
    void exportWritesThePrivateKeyWhenAskedToAFileOfTheOwner() throws Exception {
        store.setKeyEntry("web", KEY, PASSWORD, CHAIN);
        Path password = Files.writeString(folder.resolve("password"), new String(PASSWORD));
        Path file = folder.resolve("web.pem");
        String[] export = {
            "export",
            file.toString(),
            "--keyring",
            serial,
            "--alias",
            "web",
            "--private-key",
            "--password-file",
            password.toString()
        };

        assertEquals(0, command.run(export), command.err());

        assertTrue(Files.readString(file).startsWith(pem("PRIVATE KEY", KEY.getEncoded())));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(1, command.run(export));
        command.assertRefuses("exists already");
    }

    @Test
    void exportTellsWhatAnEntryDoesNotHave() throws Exception {
        store.setKeyEntry("token", new SecretKeySpec(new byte[32], "AES"), null, null);
        store.setKeyEntry("web", KEY, PASSWORD, CHAIN);

        assertEquals(1, command.run("export", "--keyring", serial, "--alias", "token"));
        command.assertRefuses("has no certificate");
        assertEquals(1, command.run("export", "--keyring", serial, "--alias", "token", "--private-key"));
        command.assertRefuses("has no private key");
        assertEquals(1, command.run("export", "--keyring", serial, "--alias", "nothing"));
        command.assertRefuses("There is no entry with alias 'nothing'");
        assertEquals(1, command.run("export", "--keyring", serial, "--alias", "web", "--private-key"));
        command.assertRefuses("password");
    }

    @Test
    void exportGivesNoKeyOutThatTheConfigurationHides() throws Exception {
        store.setKeyEntry("web", KEY, null, CHAIN);
        System.setProperty("linuxkeyring.keys", "opaque");
        try {
            assertEquals(1, command.run("export", "--keyring", serial, "--alias", "web", "--private-key"));
            command.assertRefuses("Set keys=readable");
            assertEquals(0, command.run("export", "--keyring", serial, "--alias", "web"), command.err());
        } finally {
            System.clearProperty("linuxkeyring.keys");
        }
    }
}
