package org.linuxkeyring.held.secret;

import java.security.Provider;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.linuxkeyring.held.DirectService;

/**
 * The Mac and Cipher services of secret keys that the kernel holds, by the names that SunJCE gives them. Its AES_128,
 * AES_192 and AES_256 are not among them: those names promise a key length, which the kernel does not tell.
 */
public final class SecretKeyServices {
    private SecretKeyServices() {}

    /** Returns the services of all algorithms. */
    public static List<DirectService> all(Provider provider) {
        return Stream.of(
                        mac(provider, "HmacSHA1", "hmac(sha1)", 20),
                        mac(provider, "HmacSHA224", "hmac(sha224)", 28),
                        mac(provider, "HmacSHA256", "hmac(sha256)", 32),
                        mac(provider, "HmacSHA384", "hmac(sha384)", 48),
                        mac(provider, "HmacSHA512", "hmac(sha512)", 64),
                        cipher(provider, "AES/GCM/NoPadding", HeldGcmCipher::new),
                        cipher(provider, "AES/CBC/PKCS5Padding", () -> HeldIvCipher.cbc(true)),
                        cipher(provider, "AES/CBC/NoPadding", () -> HeldIvCipher.cbc(false)),
                        cipher(provider, "AES/CTR/NoPadding", HeldIvCipher::ctr))
                .toList();
    }

    private static DirectService mac(Provider provider, String name, String algorithm, int size) {
        return DirectService.forKeys(HeldSecretKey.class, provider, "Mac", name, () -> new HeldMac(algorithm, size));
    }

    private static DirectService cipher(Provider provider, String transformation, Supplier<Object> maker) {
        return DirectService.forKeys(HeldSecretKey.class, provider, "Cipher", transformation, maker);
    }
}
