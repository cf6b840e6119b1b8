package org.linuxkeyring.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.Collections;
import java.util.Optional;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.Owners;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.testing.Budget;
import org.linuxkeyring.testing.Corpus;

/** The path of a keyring, and a keystore on it. */
class KeyringPathFuzz {
    @DictionaryEntries({"@u/", "@s/", "@us/", "@p/", "@t/", "@persistent/", "%keyring:", "0x", "/", "/."})
    @FuzzTest
    void open(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);
        Budget.require(() -> {
            KeyringPath path;
            try {
                path = KeyringPath.of(text);
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage().contains("is not a keyring"), e.getMessage());
                return;
            }
            assertEquals(text, path.toString());
            Optional<KeyringPath> above = path.above();
            if (above.isPresent()) {
                String last = path.names().get(path.names().size() - 1);
                assertEquals(Optional.of(path), above.get().below(last));
            }
            // What is below @t and @p belongs to a thread of the keystore's, and could not be removed after the input.
            if (!path.root().equals("@t") && !path.root().equals("@p")) {
                use(path);
            }
        });
    }

    private static void use(KeyringPath path) throws Exception {
        try (MemoryKeyrings keyrings = new MemoryKeyrings()) {
            KeyStore store;
            try {
                store = ScratchKeyring.keyStore(
                        keyrings.settings().keyring(path).create(true));
            } catch (IOException e) {
                Corpus.requireReason(e);
                return;
            }
            Collections.list(store.aliases());
            if (!path.names().isEmpty()) {
                new Keyrings(keyrings.keyctl(), Owners.all(true))
                        .remove(KeyringPath.of(path.root() + "/" + path.names().get(0)));
            }
        }
    }
}
