package org.linuxkeyring.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Collections;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.testing.Budget;
import org.linuxkeyring.testing.Corpus;

/** Aliases, with the notation {@code %type:} and escapes; and the descriptions of keys that other tools made. */
class AliasFuzz {
    private static final SecretKey KEY = new SecretKeySpec(new byte[16], "AES");

    @DictionaryEntries({
        "%user:",
        "%big_key:",
        "%logon:",
        "%keyring:",
        "%asymmetric:",
        "\\\\u",
        "\\\\u0000",
        "\\\\ud800",
        "%:"
    })
    @FuzzTest
    void use(byte[] input) throws Exception {
        Budget.require(() -> {
            for (String prefix : List.of("", "\\u00")) {
                try (MemoryKeyrings keyrings = new MemoryKeyrings()) {
                    int keyring = keyrings.newKeyring("fuzz");
                    KeyStore store = ScratchKeyring.keyStore(keyrings.settings()
                            .keyring(Integer.toString(keyring))
                            .prefix(prefix));
                    setAndDelete(store, new String(input, StandardCharsets.UTF_8));
                    setAndDelete(store, new String(input, StandardCharsets.UTF_16BE));
                    if (Description.of(input).isLegal()) {
                        keyrings.keyctl()
                                .addKey(
                                        ScratchKeyring.bytes("user"),
                                        input.clone(),
                                        ByteBuffer.wrap(new byte[] {1}),
                                        keyring);
                        listAndDelete(store, input);
                    }
                }
            }
        });
    }

    private static void setAndDelete(KeyStore store, String alias) throws Exception {
        assertFalse(store.containsAlias(alias));
        try {
            store.setKeyEntry(alias, KEY, null, null);
        } catch (KeyStoreException e) {
            Corpus.requireReason(e);
            return;
        }
        List<String> listed = Collections.list(store.aliases());
        assertEquals(1, listed.size(), alias);
        assertEquals(KEY, store.getKey(alias, null));
        assertEquals(KEY, store.getKey(listed.get(0), null));
        store.deleteEntry(alias);
        assertEquals(0, store.size(), alias);
    }

    /** A description has no alias that would be written otherwise; one that has is found, and deleted by it. */
    private static void listAndDelete(KeyStore store, byte[] description) throws Exception {
        for (String alias : Collections.list(store.aliases())) {
            assertTrue(store.isKeyEntry(alias), alias);
            assertArrayEquals(new byte[] {1}, store.getKey(alias, null).getEncoded(), alias);
            store.deleteEntry(alias);
        }
        assertEquals(0, store.size(), () -> new String(description, StandardCharsets.ISO_8859_1));
    }
}
