package org.linuxkeyring.keystore.generation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.Key;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.Map;
import org.linuxkeyring.disk.DiskRefusal;
import org.linuxkeyring.keystore.LinuxKeyringKeyStore;
import org.linuxkeyring.keystore.settings.ProviderSettings;
import org.linuxkeyring.keystore.settings.Reference;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.keystore.store.GeneratedEntry;
import org.linuxkeyring.seal.SealedText;
import org.linuxkeyring.spec.KeyringGenerationSpec;

/** The entry that a generator makes, in the keystore that the specification names. */
final class GeneratedEntries {
    static final String REMEDY =
            "the kernel holds what the provider LinuxKeyring generates, so there has to be an entry"
                    + " for it: initialize the generator with an org.linuxkeyring.spec.KeyringGenerationSpec,"
                    + " or name no provider";

    private final KeyringGenerationSpec spec;
    private final LinuxKeyringKeyStore store;

    private GeneratedEntries(KeyringGenerationSpec spec, LinuxKeyringKeyStore store) {
        this.spec = spec;
        this.store = store;
    }

    /**
     * Returns the entry of a specification, whose keystore is loaded.
     *
     * @throws InvalidAlgorithmParameterException if it is another kind of specification, or if the keystore cannot be
     *     loaded
     */
    static GeneratedEntries of(AlgorithmParameterSpec given, ProviderSettings settings)
            throws InvalidAlgorithmParameterException {
        if (!(given instanceof KeyringGenerationSpec spec)) {
            throw new InvalidAlgorithmParameterException(REMEDY);
        }
        LinuxKeyringKeyStore store = new LinuxKeyringKeyStore(settings);
        try {
            load(store, spec, settings);
        } catch (IOException | GeneralSecurityException e) {
            throw new InvalidAlgorithmParameterException(e.getMessage(), e);
        }
        return new GeneratedEntries(spec, store);
    }

    private static void load(LinuxKeyringKeyStore store, KeyringGenerationSpec spec, ProviderSettings settings)
            throws IOException, GeneralSecurityException {
        if (spec.file().isEmpty()) {
            requireNoSeal(
                    List.of(spec.keyStore().settings(), settings.read()),
                    "seal= is a setting of a keystore's file, in which the key is to come back, and no file is named."
                            + " Name it by KeyringGenerationSpec.Builder.file, or leave out seal");
            store.engineLoad(spec.keyStore());
            return;
        }
        byte[] file = read(spec.file().get());
        if (!SealedText.hasSealed(file)) {
            requireNoSeal(
                    List.of(Reference.parse(file), settings.read()),
                    spec.file().get() + " has no sealed entries yet, and so no key to seal with. Have it stored once"
                            + " first: linuxkeyring seal store " + spec.file().get()
                            + ", or load and store it by org.linuxkeyring.KeyringFile");
        }
        store.engineLoad(new ByteArrayInputStream(file), null);
    }

    private static byte[] read(Path path) throws IOException {
        try {
            return SealedText.whole(path);
        } catch (IOException e) {
            throw DiskRefusal.named(path, "read", e);
        }
    }

    /**
     * Refuses to seal a key for a file that nobody stores, before there is a keyring: the keystore of the entries' own
     * file could not take over a ciphertext that was made for another.
     */
    private static void requireNoSeal(List<Map<String, String>> settings, String refusal) throws IOException {
        try {
            if (Settings.of(settings).seal().isPresent()) {
                throw new IOException(refusal);
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    KeyringGenerationSpec spec() {
        return spec;
    }

    /**
     * Sets the entry, and returns its key.
     *
     * @throws ProviderException if the keystore refuses
     */
    Key set(GeneratedEntry entry) {
        try {
            store.engineSetEntry(spec.alias(), entry, spec.protection());
            return store.engineGetKey(spec.alias(), null);
        } catch (GeneralSecurityException e) {
            throw new ProviderException(e.getMessage(), e);
        } finally {
            store.closeSealingKey();
        }
    }
}
