package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keystore.KeyStoreOn;

/** The file in docs/FORMAT.md is read as that page says: files of this version are read for ever. */
class SealedVectorTest {
    @Test
    void theFileOfThePageBringsItsEntriesBack() throws Exception {
        Keyctl keyctl = new SealingKernel().keyctl();
        keyctl.addKey(
                "logon".getBytes(StandardCharsets.US_ASCII),
                "linuxkeyring:vector".getBytes(StandardCharsets.US_ASCII),
                ByteBuffer.wrap(counting(32)),
                Keyctl.SESSION_KEYRING);

        KeyStore store = KeyStoreOn.load(keyctl, vector());

        assertArrayEquals(counting(16), store.getKey("aes", null).getEncoded());
        Key held = store.getKey("token", null);
        assertNull(held.getEncoded());
        Mac ofKernel = Mac.getInstance("HmacSHA256", new LinuxKeyringProvider());
        ofKernel.init(held);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(counting(16), "AES"));
        assertArrayEquals(mac.doFinal(), ofKernel.doFinal());
    }

    private static byte[] counting(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static byte[] vector() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "FORMAT.md"));
        String fence = "```text sealed\n";
        int from = page.indexOf(fence) + fence.length();
        return page.substring(from, page.indexOf("```", from)).getBytes(StandardCharsets.UTF_8);
    }
}
