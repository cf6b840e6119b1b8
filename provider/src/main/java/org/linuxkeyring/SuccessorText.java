package org.linuxkeyring;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keystore.settings.Reference;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.seal.SealedFile;
import org.linuxkeyring.seal.SealedText;
import org.linuxkeyring.spec.Seal;
import org.linuxkeyring.spec.Setting;

/** The text of a keystore's file that is made from the text of the one before, and not from a loaded keystore. */
final class SuccessorText {
    private SuccessorText() {}

    /** Returns the file's settings and, for what it leaves open, those of the provider. */
    static Settings settings(Map<String, String> given) throws IOException {
        return Settings.of(
                List.of(given, LinuxKeyringProvider.installed().settings().read()));
    }

    /** Returns the text of a file whose entries are sealed under another key. */
    static byte[] rekeyed(byte[] old, Seal other) throws IOException {
        SealedText text = SealedText.of(old);
        Map<String, String> given = Reference.parse(text.reference().readAllBytes());
        Settings settings = settings(given);
        byte[] sealed = SealedFile.open(
                        OpenBackend.of(settings.backend()),
                        settings,
                        text.sealed().orElseThrow(() -> new KeyringException("It has no sealed entries")))
                .rekeyed(other);
        return content(given, Setting.SEAL, other.toString(), sealed);
    }

    /** Returns the text of a file that records what has become of its recovery. */
    static byte[] recorded(byte[] old, String recovery) throws IOException {
        SealedText text = SealedText.of(old);
        byte[] sealed = text.sealed().orElseThrow(() -> new KeyringException("It has no sealed entries"));
        return content(Reference.parse(text.reference().readAllBytes()), Setting.RECOVERY, recovery, sealed);
    }

    private static byte[] content(Map<String, String> given, Setting setting, String value, byte[] sealed)
            throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        Map<String, String> changed = new HashMap<>(given);
        changed.put(setting.key(), value);
        Reference.write(changed, SealedText.armoured(sealed), content);
        return content.toByteArray();
    }
}
