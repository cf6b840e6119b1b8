package org.linuxkeyring.keystore.contract;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.aes;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.certificate;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.filled;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.password;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.protection;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.secretKeyEntry;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.storePassword;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStore.Builder;
import java.security.KeyStore.CallbackHandlerProtection;
import java.security.KeyStore.PasswordProtection;
import java.security.KeyStore.ProtectionParameter;
import java.security.KeyStore.SecretKeyEntry;
import java.security.KeyStoreException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.PasswordCallback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract on loading and storing, and on the two helpers that load by themselves: Builder and getInstance(File).
 */
interface KeyStoreContractStorage extends KeyStoreContractFixture {
    @Test
    default void nothingWorksBeforeLoad() throws Exception {
        KeyStore keyStore = notLoaded();
        List<Executable> calls = List.of(
                () -> keyStore.aliases(),
                () -> keyStore.size(),
                () -> keyStore.containsAlias("alias"),
                () -> keyStore.isKeyEntry("alias"),
                () -> keyStore.isCertificateEntry("alias"),
                () -> keyStore.getKey("alias", password()),
                () -> keyStore.getCertificate("alias"),
                () -> keyStore.getCertificateChain("alias"),
                () -> keyStore.getCertificateAlias(certificate()),
                () -> keyStore.getCreationDate("alias"),
                () -> keyStore.getEntry("alias", protection()),
                () -> keyStore.entryInstanceOf("alias", SecretKeyEntry.class),
                () -> keyStore.setKeyEntry("alias", aes(), password(), null),
                () -> keyStore.setKeyEntry("alias", new byte[0], null),
                () -> keyStore.setCertificateEntry("alias", certificate()),
                () -> keyStore.setEntry("alias", secretKeyEntry(), protection()),
                () -> keyStore.deleteEntry("alias"),
                () -> keyStore.store(new ByteArrayOutputStream(), storePassword()),
                () -> keyStore.store(null));

        for (Executable call : calls) {
            assertThrows(KeyStoreException.class, call);
        }
    }

    @Test
    default void aNewInstanceLoadsFromNothing() throws Exception {
        List<KeyStore> loaded = List.of(notLoaded(), notLoaded(), notLoaded(), notLoaded(), notLoaded());
        loaded.get(0).load(null, null);
        loaded.get(1).load(null, storePassword());
        loaded.get(2).load(null);
        loaded.get(3).load(() -> new PasswordProtection(storePassword()));
        loaded.get(4).load(() -> answering(storePassword()));

        for (KeyStore keyStore : loaded) {
            assertFalse(keyStore.containsAlias("alias"));
        }
    }

    @Test
    default void whatWasStoredLoads() throws Exception {
        KeyStore keyStore = filled(empty());
        KeyStore reopened = reopened(reopened(keyStore));

        assertEquals(3, reopened.size());
        assertEquals(keyStore.getKey("private", null), reopened.getKey("private", null));
        assertArrayEquals(keyStore.getCertificateChain("private"), reopened.getCertificateChain("private"));
        assertEquals(aes(), reopened.getKey("secret", null));
        assertEquals(keyStore.getCertificate("trusted"), reopened.getCertificate("trusted"));
    }

    @Test
    default void aKeyStoreLoadsAgain() throws Exception {
        KeyStore other = empty();
        other.setCertificateEntry("other", certificate());
        KeyStore keyStore = filled(empty());
        keyStore.load(new ByteArrayInputStream(stored(other)), storePassword());

        assertEquals(1, keyStore.size());
        assertTrue(keyStore.isCertificateEntry("other"));
    }

    @Test
    default void loadingWhatIsNoKeyStoreIsAnIOException() throws Exception {
        KeyStore keyStore = filled(empty());
        for (String text : List.of("something else", "keystore=none\n", "<xml/>", "x".repeat(100_000))) {
            InputStream stream = new ByteArrayInputStream(text.getBytes(US_ASCII));

            assertThrows(IOException.class, () -> keyStore.load(stream, storePassword()), text);
        }
        assertEquals(3, keyStore.size(), "a failed load leaves the key store as it was");
    }

    @Test
    default void aKeyStoreThatDidNotLoadIsOfNoUse() throws Exception {
        KeyStore keyStore = notLoaded();
        InputStream stream = new ByteArrayInputStream("something else".getBytes(US_ASCII));

        assertThrows(IOException.class, () -> keyStore.load(stream, storePassword()));
        assertThrows(KeyStoreException.class, keyStore::size);
    }

    @Test
    default void storingAndLoadingLeaveTheStreamOpen() throws Exception {
        boolean[] closed = {false};
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        filled(empty()).store(out, storePassword());
        InputStream in = new ByteArrayInputStream(out.toByteArray()) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        notLoaded().load(in, storePassword());

        assertFalse(closed[0]);
    }

    @Test
    default void aStoreThatFailsSaysSo() throws Exception {
        KeyStore keyStore = filled(empty());
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("disk full");
            }
        };

        assertThrows(IOException.class, () -> keyStore.store(broken, storePassword()));
        assertEquals(3, keyStore.size());
    }

    @Test
    default void aStoredFileIsRecognisedByItsContent(@TempDir Path directory) throws Exception {
        KeyStore keyStore = filled(empty());
        File file = file(directory, keyStore);

        asRegistered(keyStore.getProvider(), () -> {
            for (KeyStore each : List.of(
                    KeyStore.getInstance(file, storePassword()),
                    KeyStore.getInstance(file, () -> new PasswordProtection(storePassword())),
                    KeyStore.getInstance(file, () -> answering(storePassword())))) {
                assertTrue(keyStore.getType().equalsIgnoreCase(each.getType()), each.getType());
                assertEquals(3, each.size());
                assertEquals(aes(), each.getKey("secret", null));
            }
        });
    }

    @Test
    default void aBuilderOpensAStoredFile(@TempDir Path directory) throws Exception {
        KeyStore keyStore = filled(empty());
        String type = keyStore.getType();
        Provider provider = keyStore.getProvider();
        File file = file(directory, keyStore);
        PasswordProtection known = new PasswordProtection(storePassword());

        asRegistered(provider, () -> {
            for (Builder builder : List.of(
                    Builder.newInstance(type, provider, file, known),
                    Builder.newInstance(type, null, file, answering(storePassword())),
                    Builder.newInstance(file, known))) {
                assertEquals(3, builder.getKeyStore().size());
                assertSame(builder.getKeyStore(), builder.getKeyStore());
            }
        });
    }

    @Test
    default void aBuilderHandsOutAKeyStoreWithItsProtection() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setEntry("alias", secretKeyEntry(), protection());
        Builder builder = Builder.newInstance(keyStore, protection());
        KeyStore built = builder.getKeyStore();

        SecretKeyEntry entry = (SecretKeyEntry) built.getEntry("alias", builder.getProtectionParameter("alias"));
        assertEquals(aes(), entry.getSecretKey());
        assertThrows(IllegalArgumentException.class, () -> Builder.newInstance(notLoaded(), protection()));
    }

    @Test
    default void aBuilderLoadsWithoutAFile() throws Exception {
        KeyStore sample = notLoaded();
        for (ProtectionParameter each : List.of(protection(), answering(password()))) {
            KeyStore built = Builder.newInstance(sample.getType(), sample.getProvider(), each)
                    .getKeyStore();

            assertEquals(sample.getType(), built.getType());
            assertFalse(built.containsAlias("an alias that no one has"));
        }
    }

    private File file(Path directory, KeyStore keyStore) throws Exception {
        return Files.write(directory.resolve("stored"), stored(keyStore)).toFile();
    }

    private static CallbackHandlerProtection answering(char[] password) {
        return new CallbackHandlerProtection(callbacks -> {
            for (Callback callback : callbacks) {
                ((PasswordCallback) callback).setPassword(password);
            }
        });
    }

    /** Runs the body with the provider registered in the JVM, which recognising a file by its content requires. */
    private static void asRegistered(Provider provider, Action action) throws Exception {
        boolean added = Security.addProvider(provider) >= 0;
        try {
            action.run();
        } finally {
            if (added) {
                Security.removeProvider(provider.getName());
            }
        }
    }

    interface Action {
        void run() throws Exception;
    }
}
