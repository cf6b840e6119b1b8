package org.linuxkeyring.held;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.Security;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.held.secret.SecretKeys;

/** Delayed provider selection: who names no provider gets the one that takes the key. */
public interface SelectionContract extends SecretKeys {
    private static void withTheProviderAt(int position, Check check) throws Exception {
        Security.insertProviderAt(PROVIDER, position);
        try {
            check.run();
        } finally {
            Security.removeProvider(PROVIDER.getName());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES/GCM/NoPadding", "AES/CBC/PKCS5Padding", "AES/CBC/NoPadding", "AES/CTR/NoPadding"})
    default void aHeldKeyFindsItsCipher(String transformation) throws Exception {
        withTheProviderAt(Integer.MAX_VALUE, () -> {
            Cipher cipher = Cipher.getInstance(transformation);
            cipher.init(Cipher.ENCRYPT_MODE, hold("AES", new byte[16]));

            assertEquals(PROVIDER, cipher.getProvider());
            assertEquals(0, cipher.doFinal(new byte[16]).length % 16);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"HmacSHA1", "HmacSHA224", "HmacSHA256", "HmacSHA384", "HmacSHA512"})
    default void aHeldKeyFindsItsMac(String algorithm) throws Exception {
        withTheProviderAt(Integer.MAX_VALUE, () -> {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(hold(algorithm, new byte[16]));

            assertEquals(PROVIDER, mac.getProvider());
        });
    }

    /** Even where the provider comes first. */
    @Test
    default void noOtherKeyEndsUpHere() throws Exception {
        withTheProviderAt(1, () -> {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[16], "AES"));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(new byte[16], "HmacSHA256"));

            assertEquals("SunJCE", cipher.getProvider().getName());
            assertEquals("SunJCE", mac.getProvider().getName());
        });
    }

    @Test
    default void bothKindsOfKeysGiveTheSameMac() throws Exception {
        withTheProviderAt(Integer.MAX_VALUE, () -> {
            byte[] bytes = new byte[16];
            Mac first = Mac.getInstance("HmacSHA256");
            first.init(hold("HmacSHA256", bytes));
            Mac second = Mac.getInstance("HmacSHA256");
            second.init(new SecretKeySpec(bytes, "HmacSHA256"));

            assertArrayEquals(second.doFinal(bytes), first.doFinal(bytes));
        });
    }

    @FunctionalInterface
    interface Check {
        void run() throws Exception;
    }
}
