package org.linuxkeyring.keystore;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.event.Log;
import org.linuxkeyring.event.Trace;
import org.linuxkeyring.keystore.settings.FileProbe;
import org.linuxkeyring.keystore.settings.ProviderSettings;
import org.linuxkeyring.keystore.settings.Reference;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.keystore.store.EntryStore;
import org.linuxkeyring.seal.SealedText;
import org.linuxkeyring.spec.Setting;

/**
 * The file that a keystore is loaded from and stored to: a reference to its keyring, and the sealed entries, if any.
 */
final class KeyStoreFile {
    private final ProviderSettings provider;
    private final FileProbe probe;

    /** True if the entries in use, which a load that fails leaves in use, are of a file whose sealed ones were not. */
    private volatile boolean isLeftSealed;

    KeyStoreFile(ProviderSettings provider) {
        this.provider = provider;
        this.probe = new FileProbe(provider);
    }

    boolean recognises(InputStream stream) throws IOException {
        return probe.recognises(stream);
    }

    /** Opens the keyring that a file refers to, or that the other settings name if there is no file. */
    KeyStoreEntries load(InputStream streamOrNull) throws IOException {
        if (streamOrNull == null) {
            return load(probe.settings(null));
        }
        SealedText text = read(streamOrNull);
        boolean leavesSealed = text.sealed().isPresent() && probe.hasRecognised();
        if (leavesSealed) {
            Log.warn("The sealed entries of a file are not brought back, since its type was recognised and not named."
                    + " Name the type LINUXKEYRING to load them");
        }
        Map<String, String> settings = probe.settings(text.reference());
        KeyStoreEntries entries = open(settings, text.sealed().filter(each -> !leavesSealed));
        isLeftSealed = leavesSealed;
        return entries;
    }

    KeyStoreEntries load(Map<String, String> settings) throws IOException {
        KeyStoreEntries entries = open(settings, Optional.empty());
        isLeftSealed = false;
        return entries;
    }

    private static SealedText read(InputStream stream) throws IOException {
        try {
            return SealedText.read(stream);
        } catch (KeyringException e) {
            throw notLoaded(e.getMessage(), e);
        }
    }

    private KeyStoreEntries open(Map<String, String> given, Optional<byte[]> sealed) throws IOException {
        try {
            FileProbe.requireNone(given);
            Settings settings = Settings.of(List.of(given, provider.read()));
            if (sealed.isPresent() && settings.seal().isEmpty()) {
                throw new KeyringException(
                        "the file has sealed entries, but no setting seal= that says under which key."
                                + " Put the setting back as it was");
            }
            return KeyStoreOpening.open(settings, sealed);
        } catch (IOException | KeyringException | IllegalArgumentException e) {
            throw notLoaded(probe.explained(e), e);
        }
    }

    private static IOException notLoaded(String why, Exception cause) {
        return new IOException("LINUXKEYRING keystore cannot be loaded: " + why, cause);
    }

    /**
     * Carries out what the keystore kept back, and writes the file.
     *
     * @param streamOrNull where the file is written to; null for none
     * @param replaced the contents of the file that it replaces, if that is known
     */
    void store(KeyStoreEntries entries, OutputStream streamOrNull, Optional<byte[]> replaced) throws IOException {
        byte[] sealed;
        Trace trace = Trace.change("store", "", entries.keyring());
        try {
            requireNotLeftSealed(streamOrNull);
            Optional<byte[]> before = replaced.isPresent() ? sealedIn(replaced.get(), entries) : Optional.empty();
            sealed = entries.flush(streamOrNull != null, before)
                    .map(SealedText::armoured)
                    .orElse(new byte[0]);
            trace.done(sealed);
        } catch (KeyringException e) {
            trace.failed(e);
            throw new IOException("LINUXKEYRING keystore cannot be stored: " + EntryStore.message(e), e);
        } finally {
            trace.finish();
        }
        if (streamOrNull != null) {
            Map<String, String> settings = new TreeMap<>(entries.settings().toMap());
            if (replaced.isPresent()) {
                takeRecoveryFrom(replaced.get(), settings);
            }
            Reference.write(settings, sealed, streamOrNull);
        }
    }

    /**
     * Takes over what a file records of its recovery, which may have been recorded, or taken away, after it was loaded.
     */
    private static void takeRecoveryFrom(byte[] replaced, Map<String, String> settings) throws IOException {
        SealedText text = SealedText.of(replaced);
        Map<String, String> there = Reference.parse(text.reference().readAllBytes());
        if (text.sealed().isPresent()) {
            settings.remove(Setting.RECOVERY.key());
        }
        there.keySet().retainAll(Set.of(Setting.RECOVERY.key()));
        settings.putAll(there);
    }

    /** Returns the sealed entries of a file, and refuses to replace a file that is not of such a keystore. */
    private static Optional<byte[]> sealedIn(byte[] replaced, KeyStoreEntries entries) {
        try {
            SealedText text = SealedText.of(replaced);
            Reference.parse(text.reference().readAllBytes());
            if (text.sealed().isPresent() && entries.settings().seal().isEmpty()) {
                throw new KeyringException("the file has sealed entries, and this keystore has no setting seal=, so"
                        + " they would be lost. Load the keystore from the file, or name another file");
            }
            return text.sealed();
        } catch (IOException e) {
            throw new KeyringException(
                    "the file that is there is no keystore of type LINUXKEYRING, and is not"
                            + " overwritten. Name another file, or move that one away",
                    e);
        }
    }

    /** Refuses to write a reference over sealed entries that were not looked at. */
    private void requireNotLeftSealed(OutputStream stream) {
        if (isLeftSealed && stream != null) {
            throw new KeyringException("the file has sealed entries, which are not looked at in a file whose type was"
                    + " recognised, and would be lost. Name the type LINUXKEYRING to store it");
        }
    }
}
