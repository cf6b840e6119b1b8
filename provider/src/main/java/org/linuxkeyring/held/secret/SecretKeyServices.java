package org.linuxkeyring.held.secret;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.linuxkeyring.held.HeldService;

/**
 * Mac and Cipher by the names that SunJCE gives them. Its AES_128, AES_192 and AES_256 are not among them, nor their
 * OIDs: they promise the length of a key, which the kernel does not tell.
 */
public final class SecretKeyServices {
    /** What a held key may be, as long as it is not one of the other kind. */
    private static final Map<String, String> KEYS = Map.of(HeldService.KEY_CLASSES, HeldSecretKey.class.getName());

    /** RSADSI's digestAlgorithm arc: hmacWithSHA1 and so on (RFC 8018, appendix B.1). */
    private static final String HMAC_OIDS = "1.2.840.113549.2.";

    private SecretKeyServices() {}

    public static List<HeldService> all() {
        return Stream.of(
                        mac("HmacSHA1", 7, "hmac(sha1)", 20),
                        mac("HmacSHA224", 8, "hmac(sha224)", 28),
                        mac("HmacSHA256", 9, "hmac(sha256)", 32),
                        mac("HmacSHA384", 10, "hmac(sha384)", 48),
                        mac("HmacSHA512", 11, "hmac(sha512)", 64),
                        cipher("AES/GCM/NoPadding", HeldGcmCipher::new),
                        cipher("AES/CBC/PKCS5Padding", () -> HeldIvCipher.cbc(true)),
                        cipher("AES/CBC/NoPadding", () -> HeldIvCipher.cbc(false)),
                        cipher("AES/CTR/NoPadding", HeldIvCipher::ctr))
                .toList();
    }

    private static HeldService mac(String name, int oid, String algorithm, int size) {
        return new HeldService(
                "Mac",
                name,
                List.of(HMAC_OIDS + oid, "OID." + HMAC_OIDS + oid),
                KEYS,
                () -> new HeldMac(algorithm, size));
    }

    private static HeldService cipher(String transformation, Supplier<Object> maker) {
        return new HeldService("Cipher", transformation, List.of(), KEYS, maker);
    }
}
