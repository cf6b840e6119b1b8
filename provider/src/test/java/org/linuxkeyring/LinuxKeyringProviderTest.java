package org.linuxkeyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider that is configured wrongly is still there, so that its keystores can say what is wrong. */
class LinuxKeyringProviderTest {
    private static KeyStore configuredBy(Path file) throws Exception {
        return KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider().configure(file.toString()));
    }

    private static void assertCannotBeLoaded(Path file, String why) throws Exception {
        KeyStore store = configuredBy(file);
        String message =
                assertThrows(IOException.class, () -> store.load(null, null)).getMessage();
        assertTrue(message.contains(file.toString()) && message.contains(why), message);
    }

    @Test
    void aFileOfSettingsConfiguresTheKeyStores(@TempDir Path folder) throws Exception {
        KeyStore store = configuredBy(Files.writeString(folder.resolve("settings"), "backend=memory\nwrites=never\n"));
        store.load(null, null);
        String message =
                assertThrows(Exception.class, () -> store.deleteEntry("alias")).getMessage();
        assertTrue(message.contains("writes=never"), message);
    }

    @Test
    void aMissingFileIsNamedWhenAKeyStoreIsLoaded(@TempDir Path folder) throws Exception {
        assertCannotBeLoaded(folder.resolve("nowhere"), "there is no such file");
    }

    @Test
    void anUnknownSettingIsNamedWhenAKeyStoreIsLoaded(@TempDir Path folder) throws Exception {
        assertCannotBeLoaded(Files.writeString(folder.resolve("settings"), "keyrng=@u\n"), "'keyrng'");
    }

    @Test
    void aMalformedSettingIsNamedWhenAKeyStoreIsLoaded(@TempDir Path folder) throws Exception {
        assertCannotBeLoaded(Files.writeString(folder.resolve("settings"), "timeout=soon\n"), "timeout=soon");
    }

    @Test
    void aNameThatNoFileCanHaveIsNamedWhenAKeyStoreIsLoaded() throws Exception {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider().configure("a\0b"));
        assertThrows(IOException.class, () -> store.load(null, null));
    }

    @Test
    void constructingItRegistersTheType() {
        assertEquals(
                "LINUXKEYRING",
                new LinuxKeyringProvider()
                        .getService("KeyStore", "LINUXKEYRING")
                        .getAlgorithm());
    }
}
