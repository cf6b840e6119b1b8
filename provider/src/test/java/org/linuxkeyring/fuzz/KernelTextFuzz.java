package org.linuxkeyring.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.linux.ShownKeys;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyQuota;
import org.linuxkeyring.testing.Budget;

/** What the kernel tells as text: KEYCTL_DESCRIBE, /proc/keys and /proc/key-users. */
class KernelTextFuzz {
    private static final int SERIAL = 0x2a3b4c5d;

    @DictionaryEntries({
        "2a3b4c5d I--Q---     1 perm 3f010000     0     0 user      web: 5\\x0A",
        "2a3b4c5d I--Q---     1  10m ",
        "2a3b4c5d",
        " expd ",
        "user;0;0;3f010000;web",
        "    0:    15 14/14 12/1000000 321/25000000\\x0A"
    })
    @FuzzTest
    void parse(byte[] input) throws Exception {
        Budget.require(() -> {
            KernelKey key = new KernelKey(kernel(input), SERIAL);
            try {
                KeyMetadata shown = key.metadata();
                int length = shown.description().length();
                assertArrayEquals(
                        Arrays.copyOfRange(input, input.length - length, input.length),
                        shown.description().bytes());
            } catch (KeyringException e) {
                assertTrue(e.getMessage().contains("KEYCTL_DESCRIBE answered"), e::getMessage);
            }
            key.timeLeft().ifPresent(left -> left.end(Instant.EPOCH, Optional.empty()));
            KeyQuota.ofCaller(kernel(input));
            KeyQuota.ofCaller(kernel("keyring;0;0;1f3f0000;_uid.0".getBytes(StandardCharsets.US_ASCII), input));
        });
    }

    private static Keyctl kernel(byte[] text) {
        return kernel(text, text);
    }

    /** A kernel that describes each key by one text, and has another one in its files. */
    private static Keyctl kernel(byte[] described, byte[] files) {
        String shown = new String(files, StandardCharsets.ISO_8859_1);
        return (Keyctl) Proxy.newProxyInstance(
                Keyctl.class.getClassLoader(),
                new Class<?>[] {Keyctl.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "describe" -> described.clone();
                    case "timeLeft" -> ShownKeys.timeLeft(shown, (int) arguments[0]);
                    case "keyUsers" -> Optional.of(shown);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
