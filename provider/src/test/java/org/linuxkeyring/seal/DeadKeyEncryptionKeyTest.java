package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.KeyEncryptionKeyException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.spec.Seal;

/** A key-encryption key that was revoked or has expired is to be loaded again: a new one would lose the entries. */
class DeadKeyEncryptionKeyTest {
    private static final Seal SEAL = Seal.of("key:logon:linuxkeyring:kek");

    private final Keyctl keyctl = new SealingKernel().keyctl();

    private String refusal(IntConsumer end) {
        int key = keyctl.addKey(
                "logon".getBytes(StandardCharsets.US_ASCII),
                "linuxkeyring:kek".getBytes(StandardCharsets.US_ASCII),
                ByteBuffer.allocate(32),
                Keyctl.SESSION_KEYRING);
        end.accept(key);
        KeyEncryptionKeys keys = new KeyEncryptionKeys(keyctl);
        return assertThrows(
                        KeyEncryptionKeyException.class,
                        () -> keys.open(keys.make(SEAL)).seal(ByteBuffer.allocate(1), new byte[1]))
                .getMessage();
    }

    @Test
    void aRevokedKeyIsToBeLoadedAgain() {
        String why = refusal(keyctl::revoke);

        assertTrue(why.contains("EKEYREVOKED") && why.contains("Load the same key in its place"), why);
    }
}
