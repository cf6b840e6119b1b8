package org.linuxkeyring.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keystore.settings.Reference;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.spec.Setting;
import org.linuxkeyring.testing.Budget;
import org.linuxkeyring.testing.Corpus;

/** The text of a reference file, and the same text as the value of every setting. */
class SettingsFuzz {
    @DictionaryEntries({
        "keyring=@u/",
        "keyring=%keyring:",
        "create=true",
        "type=big_key",
        "prefix=",
        "callout=",
        "callout.aliases=",
        "timeout=PT8H",
        "permissions=alswrv-----v------------",
        "permissions=0x3f010000",
        "restriction=asymmetric:key_or_keyring:1:chain",
        "writes=on-store",
        "passwords=ignore",
        "protection=kernel-held",
        "keys=opaque",
        "raw.algorithm=",
        "session=any",
        "owners=root,0",
        "probe=true",
        "\\\\u0000",
        "\\\\\\x0A"
    })
    @FuzzTest
    void read(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);
        Budget.require(() -> {
            reference(input);
            for (Setting setting : Setting.values()) {
                value(setting, text);
            }
        });
    }

    private static void reference(byte[] input) throws IOException {
        Map<String, String> settings;
        try {
            settings = Reference.parse(input);
        } catch (IOException e) {
            Corpus.requireReason(e);
            return;
        }
        try {
            roundTrip(Settings.of(List.of(settings)));
        } catch (IllegalArgumentException e) {
            // One setting may need another.
            assertTrue(e.getMessage().startsWith("Setting "), e.getMessage());
        }
    }

    private static void value(Setting setting, String text) throws IOException {
        Settings settings;
        try {
            settings = Settings.of(List.of(Map.of(setting.key(), text)));
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().startsWith("Setting " + setting.key()), e.getMessage());
            return;
        }
        roundTrip(settings);
        settings.policy();
        settings.types();
        settings.keyring();
        settings.restriction();
        settings.calloutAliases();
        try {
            settings.owners();
        } catch (KeyringException e) {
            assertTrue(e.getMessage().contains("owners"), e.getMessage());
        }
    }

    private static void roundTrip(Settings settings) throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        Reference.write(settings.toMap(), new byte[0], written);
        assertEquals(settings.toMap(), Reference.parse(written.toByteArray()));
    }
}
