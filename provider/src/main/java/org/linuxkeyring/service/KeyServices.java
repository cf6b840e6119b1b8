package org.linuxkeyring.service;

import java.security.Provider;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.linuxkeyring.held.DirectService;
import org.linuxkeyring.held.rsa.HeldRsaKey;
import org.linuxkeyring.held.secret.HeldSecretKey;
import org.linuxkeyring.opaque.DhHandle;
import org.linuxkeyring.opaque.DsaHandle;
import org.linuxkeyring.opaque.EcHandle;
import org.linuxkeyring.opaque.EdwardsHandle;
import org.linuxkeyring.opaque.MontgomeryHandle;
import org.linuxkeyring.opaque.PrivateHandle;
import org.linuxkeyring.opaque.RsaHandle;
import org.linuxkeyring.opaque.SecretHandle;

/**
 * The services of all keys without an encoding, by the names and object identifiers that the JDK's providers give them
 * (Java Security Standard Algorithm Names). The list is fixed: a provider that asked others while it is loaded would
 * load them all, and itself. {@code ServiceNamesTest} compares it with those providers.
 */
public final class KeyServices {
    private static final String SIGNATURE = "Signature";
    private static final String CIPHER = "Cipher";
    private static final String P1363 = "inP1363Format";

    /** The signatures with RSA, by digest, with the last part of 1.2.840.113549.1.1 or an identifier of NIST's. */
    private static final String RSA_SIGNATURES = "MD2=2 MD5=4 SHA1=5 SHA224=14 SHA256=11 SHA384=12 SHA512=13"
            + " SHA512/224=15 SHA512/256=16 SHA3-224=N13 SHA3-256=N14 SHA3-384=N15 SHA3-512=N16";

    /** The digests of RSASSA-PSS for which Bouncy Castle's signers have a name. */
    private static final List<String> PSS_DIGESTS = List.of(
            "SHA-1",
            "SHA-224",
            "SHA-256",
            "SHA-384",
            "SHA-512",
            "SHA-512/224",
            "SHA-512/256",
            "SHA3-224",
            "SHA3-256",
            "SHA3-384",
            "SHA3-512");

    /** The signatures with ECDSA, by the last part of 1.2.840.10045.4 or an identifier of NIST's. */
    private static final String ECDSA_SIGNATURES = "SHA1=1 SHA224=3.1 SHA256=3.2 SHA384=3.3 SHA512=3.4 SHA3-224=N9"
            + " SHA3-256=N10 SHA3-384=N11 SHA3-512=N12";

    /** The signatures with DSA, by the last part of 1.2.840.10040.4 or an identifier of NIST's. */
    private static final String DSA_SIGNATURES =
            "SHA1=3 SHA224=N1 SHA256=N2 SHA384=N3 SHA512=N4 SHA3-224=N5" + " SHA3-256=N6 SHA3-384=N7 SHA3-512=N8";

    private static final String NIST_SIGNATURES = "2.16.840.1.101.3.4.3.";

    /** The MACs, by the last part of 1.2.840.113549.2 or of NIST's hash functions. */
    private static final String MACS = "HmacMD5= HmacSHA1=7 HmacSHA224=8 HmacSHA256=9 HmacSHA384=10 HmacSHA512=11"
            + " HmacSHA512/224=12 HmacSHA512/256=13 HmacSHA3-224=N13 HmacSHA3-256=N14 HmacSHA3-384=N15"
            + " HmacSHA3-512=N16";

    private static final String NIST_MACS = "2.16.840.1.101.3.4.2.";

    /** The ciphers with secret keys, with the last part of NIST's AES identifiers. */
    private static final String CIPHERS = "AES/GCM/NoPadding= AES/CBC/PKCS5Padding= AES/CBC/NoPadding="
            + " AES/CTR/NoPadding= AES/KW/NoPadding= AES/KW/PKCS5Padding= AES/KWP/NoPadding="
            + " AES_128/ECB/NoPadding=1 AES_128/CBC/NoPadding=2 AES_128/OFB/NoPadding=3 AES_128/CFB/NoPadding=4"
            + " AES_128/KW/NoPadding=5 AES_128/KW/PKCS5Padding= AES_128/GCM/NoPadding=6 AES_128/KWP/NoPadding=8"
            + " AES_192/ECB/NoPadding=21 AES_192/CBC/NoPadding=22 AES_192/OFB/NoPadding=23 AES_192/CFB/NoPadding=24"
            + " AES_192/KW/NoPadding=25 AES_192/KW/PKCS5Padding= AES_192/GCM/NoPadding=26 AES_192/KWP/NoPadding=28"
            + " AES_256/ECB/NoPadding=41 AES_256/CBC/NoPadding=42 AES_256/OFB/NoPadding=43 AES_256/CFB/NoPadding=44"
            + " AES_256/KW/NoPadding=45 AES_256/KW/PKCS5Padding= AES_256/GCM/NoPadding=46 AES_256/KWP/NoPadding=48"
            + " AESWrap= AESWrap_128= AESWrap_192= AESWrap_256= AESWrapPad= AESWrapPad_128= AESWrapPad_192="
            + " AESWrapPad_256= ChaCha20= ChaCha20-Poly1305=P";

    private static final String AES = "2.16.840.1.101.3.4.1";

    /** The first version of Java that has ML-DSA (FIPS 204). */
    private static final int ML_DSA_SINCE = 24;

    private final Provider provider;
    private final List<DirectService> services = new ArrayList<>();

    private KeyServices(Provider provider) {
        this.provider = provider;
    }

    /** Returns the services of all algorithms. */
    public static List<DirectService> all(Provider provider) {
        KeyServices all = new KeyServices(provider);
        all.addRsa();
        all.addOtherSignatures();
        all.addAgreements();
        all.addSecretKeys();
        return List.copyOf(all.services);
    }

    private void addRsa() {
        String keys = classes(HeldRsaKey.class, RsaHandle.class);
        signature(keys, "NONEwithRSA", "");
        signature(keys, "RSASSA-PSS", "1.2.840.113549.1.1.10");
        forEach(RSA_SIGNATURES, "1.2.840.113549.1.1.", NIST_SIGNATURES, (digest, oid) -> {
            signature(keys, digest + "withRSA", oid);
        });
        PSS_DIGESTS.forEach(digest -> add(SIGNATURE, bouncyCastleName(digest), keys, "", Map.of(), () -> {
            return new HandleSignature(bouncyCastleName(digest), "RSASSA-PSS", pss(digest));
        }));
        Map<String, String> forms = Map.of(
                "SupportedModes",
                "ECB",
                "SupportedPaddings",
                "NOPADDING|PKCS1PADDING|OAEPPADDING|OAEPWITH(MD5|SHA1|SHA-?1|SHA-?(224|256|384|512|512/224|512/256)"
                        + "|SHA3-(224|256|384|512))ANDMGF1PADDING");
        add(CIPHER, "RSA", keys, "1.2.840.113549.1.1.1", forms, () -> new HandleCipher("RSA"));
    }

    /** Returns the name by which Bouncy Castle's signers ask for RSASSA-PSS with the parameters of RFC 8017. */
    private static String bouncyCastleName(String digest) {
        return digest.replaceFirst("^SHA-", "SHA").replaceFirst("/(\\d+)", "($1)") + "withRSAandMGF1";
    }

    private static PSSParameterSpec pss(String digest) {
        return new PSSParameterSpec(
                digest, "MGF1", new MGF1ParameterSpec(digest), bytes(digest), PSSParameterSpec.TRAILER_FIELD_BC);
    }

    private void addOtherSignatures() {
        String curves = classes(EcHandle.class);
        signature(curves, "NONEwithECDSA", "");
        signature(curves, "NONEwithECDSA" + P1363, "");
        forEach(ECDSA_SIGNATURES, "1.2.840.10045.4.", NIST_SIGNATURES, (digest, oid) -> {
            signature(curves, digest + "withECDSA", oid);
            signature(curves, digest + "withECDSA" + P1363, "");
        });
        String fields = classes(DsaHandle.class);
        signature(fields, "NONEwithDSA", "");
        signature(fields, "NONEwithDSA" + P1363, "");
        forEach(DSA_SIGNATURES, "1.2.840.10040.4.", NIST_SIGNATURES, (digest, oid) -> {
            signature(fields, digest + "withDSA", oid);
            signature(fields, digest + "withDSA" + P1363, "");
        });
        String edwards = classes(EdwardsHandle.class);
        signature(edwards, "EdDSA", "");
        signature(edwards, "Ed25519", "1.3.101.112");
        signature(edwards, "Ed448", "1.3.101.113");
        if (Runtime.version().feature() >= ML_DSA_SINCE) {
            Stream.of("ML-DSA", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87")
                    .forEach(name -> signature(classes(PrivateHandle.class), name, ""));
        }
    }

    private void addAgreements() {
        agreement(EcHandle.class, "ECDH", "1.3.132.1.12");
        agreement(MontgomeryHandle.class, "XDH", "");
        agreement(MontgomeryHandle.class, "X25519", "1.3.101.110");
        agreement(MontgomeryHandle.class, "X448", "1.3.101.111");
        agreement(DhHandle.class, "DiffieHellman", "1.2.840.113549.1.3.1");
        agreement(DhHandle.class, "DH", "");
    }

    private void addSecretKeys() {
        String keys = classes(HeldSecretKey.class, SecretHandle.class);
        forEach(MACS, "1.2.840.113549.2.", NIST_MACS, (name, oid) -> {
            add("Mac", name, keys, oid, Map.of(), () -> new HandleMac(name, bytes(name)));
        });
        Map<String, String> forms = Map.of(
                "SupportedModes",
                "ECB|CBC|PCBC|CTR|CTS|(CFB|OFB)(8|16|24|32|40|48|56|64|72|80|88|96|104|112|120|128)?",
                "SupportedPaddings",
                "NOPADDING|PKCS5PADDING|ISO10126PADDING");
        add(CIPHER, "AES", keys, AES, forms, () -> new HandleCipher("AES"));
        forEach(CIPHERS, AES + ".", "1.2.840.113549.1.9.16.3.", (name, oid) -> {
            add(CIPHER, name, keys, oid, Map.of(), () -> new HandleCipher(name));
        });
    }

    /** Takes what belongs to one name in a list. */
    @FunctionalInterface
    private interface Entry {
        void add(String name, String oid);
    }

    /** Goes through a list of names with the last parts of identifiers; N and P begin one of the other arc. */
    private static void forEach(String list, String arc, String otherArc, Entry entry) {
        for (String each : list.split(" ")) {
            int end = each.indexOf('=');
            String last = each.substring(end + 1);
            String oid = switch (last.isEmpty() ? ' ' : last.charAt(0)) {
                case ' ' -> "";
                case 'N' -> otherArc + last.substring(1);
                case 'P' -> otherArc + "18";
                default -> arc + last;
            };
            entry.add(each.substring(0, end), oid);
        }
    }

    private void signature(String keys, String name, String oid) {
        add(SIGNATURE, name, keys, oid, Map.of(), () -> new HandleSignature(name, name, null));
    }

    private void agreement(Class<?> keys, String name, String oid) {
        add("KeyAgreement", name, classes(keys), oid, Map.of(), () -> new HandleKeyAgreement(name));
    }

    private void add(
            String type, String name, String keys, String oid, Map<String, String> attributes, Supplier<Object> maker) {
        List<String> aliases = oid.isEmpty() ? List.of() : List.of(oid, "OID." + oid);
        services.add(DirectService.forKeys(keys, provider, type, name, aliases, attributes, maker));
    }

    /** Returns the classes as the attribute SupportedKeyClasses names them. */
    private static String classes(Class<?>... classes) {
        return String.join("|", Arrays.stream(classes).map(Class::getName).toList());
    }

    /** Returns the length in bytes of the output of a hash function, or of a MAC by it. */
    private static int bytes(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "HMACMD5" -> 16;
            case "HMACSHA1", "SHA-1" -> 20;
            default -> Integer.parseInt(name.substring(name.length() - 3)) / Byte.SIZE;
        };
    }
}
