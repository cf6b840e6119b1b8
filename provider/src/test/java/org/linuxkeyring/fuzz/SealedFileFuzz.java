package org.linuxkeyring.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keystore.store.HeldEntries;
import org.linuxkeyring.seal.SealedText;
import org.linuxkeyring.seal.Sealing;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Seal;
import org.linuxkeyring.testing.Budget;
import org.linuxkeyring.testing.Corpus;

/** Files of sealed keystores, as text, and the sealed keyring in them, in DER. */
class SealedFileFuzz {
    private static final Seal SEAL = Seal.of("key:logon:linuxkeyring:vector");

    @DictionaryEntries({
        "\\x0A-----BEGIN LINUXKEYRING SEALED ENTRIES-----\\x0A",
        "\\x0A-----END LINUXKEYRING SEALED ENTRIES-----",
        "\\x0A-----BEGIN",
        "\\x0C\\x05logon",
        "\\x04\\x13linuxkeyring:vector",
        "\\x0C\\x04user",
        "\\x30\\x84\\x7F\\xFF\\xFF\\xFF",
        "\\x02\\x01\\x01",
        "\\xA0\\x06\\x02\\x04"
    })
    @FuzzTest
    void load(byte[] input) throws Exception {
        Budget.require(() -> {
            load(Optional.of(input));
            try {
                load(SealedText.read(new ByteArrayInputStream(input)).sealed());
            } catch (IOException e) {
                throw new AssertionError("a stream in memory is read", e);
            } catch (KeyringException e) {
                Corpus.requireReason(e);
            }
        });
    }

    private static void load(Optional<byte[]> der) {
        try (MemoryKeyrings keyrings = new MemoryKeyrings()) {
            Keyctl keyctl = keyrings.keyctl();
            HeldEntries entries =
                    new HeldEntries(new Keyrings(keyctl).at(KeyringPath.of("@u/shop"), true), "RAW", true, key -> {});
            Sealing.of(keyctl, SEAL, der, Optional.of(entries)).fill();
        } catch (KeyringException e) {
            Corpus.requireReason(e);
        }
    }
}
