package org.linuxkeyring.entry.key;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerValue;

/**
 * The object identifiers of secret keys' algorithms, with {@link #DATA} for any algorithm that has none. The table is
 * part of the format: an algorithm in it shows that a key is a secret and not a private one.
 *
 * <p>The table has those pairs for which the JDK's PKCS #12 keystore reads back the same name.
 */
public final class SecretKeyNames {
    /** PKCS #7's id-data, with which the key's own attributes have the algorithm's name. */
    public static final String DATA = "1.2.840.113549.1.7.1";

    private static final byte[] DATA_DER = Der.objectIdentifier(DATA);

    private static final Map<String, String> OID_OF = Map.ofEntries(
            Map.entry("AES", "2.16.840.1.101.3.4.1"),
            Map.entry("DES", "1.3.14.3.2.7"),
            Map.entry("DESede", "1.3.14.3.2.17"),
            Map.entry("RC2", "1.2.840.113549.3.2"),
            Map.entry("ARCFOUR", "1.2.840.113549.3.4"),
            Map.entry("Blowfish", "1.3.6.1.4.1.3029.1.1.2"),
            Map.entry("HmacSHA1", "1.2.840.113549.2.7"),
            Map.entry("HmacSHA224", "1.2.840.113549.2.8"),
            Map.entry("HmacSHA256", "1.2.840.113549.2.9"),
            Map.entry("HmacSHA384", "1.2.840.113549.2.10"),
            Map.entry("HmacSHA512", "1.2.840.113549.2.11"),
            Map.entry("HmacSHA512/224", "1.2.840.113549.2.12"),
            Map.entry("HmacSHA512/256", "1.2.840.113549.2.13"),
            Map.entry("HmacSHA3-224", "2.16.840.1.101.3.4.2.13"),
            Map.entry("HmacSHA3-256", "2.16.840.1.101.3.4.2.14"),
            Map.entry("HmacSHA3-384", "2.16.840.1.101.3.4.2.15"),
            Map.entry("HmacSHA3-512", "2.16.840.1.101.3.4.2.16"),
            Map.entry("PBEWithMD5AndDES", "1.2.840.113549.1.5.3"),
            Map.entry("PBEWithSHA1AndRC4_128", "1.2.840.113549.1.12.1.1"),
            Map.entry("PBEWithSHA1AndRC4_40", "1.2.840.113549.1.12.1.2"),
            Map.entry("PBEWithSHA1AndDESede", "1.2.840.113549.1.12.1.3"),
            Map.entry("PBEWithSHA1AndRC2_128", "1.2.840.113549.1.12.1.5"),
            Map.entry("PBEWithSHA1AndRC2_40", "1.2.840.113549.1.12.1.6"));

    /** The object identifiers by name, in DER. */
    private static final Map<String, byte[]> DER_OF = OID_OF.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, oid -> Der.objectIdentifier(oid.getValue())));

    private static final Map<DerValue, String> NAME_OF = namesByOid();

    private SecretKeyNames() {}

    /** Returns the object identifier that is read back as exactly this name, in DER; the caller does not change it. */
    public static Optional<byte[]> oidOf(String name) {
        return Optional.ofNullable(DER_OF.get(name));
    }

    /** Returns the name of this object identifier; empty for {@link #DATA} and for those that are not in the table. */
    static Optional<String> nameOf(DerValue oid) {
        return Optional.ofNullable(NAME_OF.get(oid));
    }

    /** Returns {@link #DATA} in DER; the caller does not change it. */
    static byte[] data() {
        return DATA_DER;
    }

    /** Returns whether this is {@link #DATA}. */
    static boolean isData(DerValue oid) {
        return oid.isEncoded(DATA_DER);
    }

    private static Map<DerValue, String> namesByOid() {
        Map<DerValue, String> names = new HashMap<>();
        OID_OF.forEach((name, oid) -> names.put(DerValue.objectIdentifier(oid), name));
        return Map.copyOf(names);
    }
}
