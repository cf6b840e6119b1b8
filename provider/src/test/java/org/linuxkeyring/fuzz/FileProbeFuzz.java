package org.linuxkeyring.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keystore.LinuxKeyringKeyStore;
import org.linuxkeyring.keystore.settings.FileProbe;
import org.linuxkeyring.keystore.settings.Reference;
import org.linuxkeyring.testing.Budget;
import org.linuxkeyring.testing.Corpus;

/** A file that another party supplies, of which the JDK asks whether it is a keystore of this type, and then loads. */
class FileProbeFuzz {
    private static final Map<String, String> ON = Map.of("probe", "true", "backend", "memory");

    private static final Set<String> NOT_COUNTING =
            Set.of("callout", "callout.aliases", "restriction", "session", "owners", "seal");

    @DictionaryEntries({
        "# LINUXKEYRING keystore",
        "\\\\xEF\\\\xBB\\\\xBF",
        "\\\\x0Akeyring=@u/shop",
        "\\\\x0Acreate=true",
        "\\\\x0Acallout=web",
        "\\\\x0Acallout.aliases=web",
        "\\\\x0Arestriction=reject",
        "\\\\x0Asession=any",
        "\\\\x0Aowners=0",
        "\\\\x0Abackend=memory",
        "\\\\x0Awrites=on-store",
        "\\\\x0Aseal=trusted",
        "\\\\x0Aprobe=true"
    })
    @FuzzTest
    void load(byte[] input) throws Exception {
        Budget.require(() -> {
            assertFalse(new FileProbe(Map::of).recognises(new ByteArrayInputStream(input)));
            FileProbe probe = new FileProbe(() -> ON);
            ByteArrayInputStream file = new ByteArrayInputStream(input);
            boolean isRecognised = probe.recognises(file);
            assertEquals(isReference(input), isRecognised);
            assertTrue(input.length - file.available() <= 26, "a large file was read to its end");
            Map<String, String> settings;
            try {
                settings = probe.settings(new ByteArrayInputStream(input));
            } catch (IOException e) {
                Corpus.requireReason(e);
                return;
            }
            Map<String, String> counting = new TreeMap<>(Reference.parse(input));
            if (isRecognised) {
                counting.keySet().removeAll(NOT_COUNTING);
                counting.put("create", "false");
                open(input, settings.getOrDefault("backend", "memory"));
            }
            assertEquals(counting, settings);
        });
    }

    /** Returns whether the bytes begin with the words by which file(1) knows a reference, after a byte order mark. */
    private static boolean isReference(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        String words = "# LINUXKEYRING keystore";
        return text.startsWith(words) || text.startsWith("\u00ef\u00bb\u00bf" + words);
    }

    /** Loads a recognised file, which makes no keyring and changes none, and the keystore is stored. */
    private static void open(byte[] input, String backend) throws Exception {
        if (!backend.equals("memory")) {
            return;
        }
        try (MemoryKeyrings keyrings = new MemoryKeyrings()) {
            int shop = keyrings.newKeyring("shop");
            List<String> before = links(keyrings.keyctl(), shop);
            LinuxKeyringKeyStore store = new LinuxKeyringKeyStore(() -> ON);
            assertTrue(store.engineProbe(new ByteArrayInputStream(input)));
            try {
                store.engineLoad(new ByteArrayInputStream(input), null);
                Collections.list(store.engineAliases());
                store.engineStore(null, null);
            } catch (IOException e) {
                Corpus.requireReason(e);
            }
            assertEquals(before, links(keyrings.keyctl(), shop));
            keyrings.newKey("later", shop);
        }
    }

    private static List<String> links(Keyctl keyctl, int shop) {
        return List.of(Keyctl.SESSION_KEYRING, Keyctl.USER_KEYRING, Keyctl.USER_SESSION_KEYRING, shop).stream()
                .map(keyring -> Arrays.toString(keyctl.readKeyring(keyring)))
                .toList();
    }
}
