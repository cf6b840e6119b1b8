package org.linuxkeyring.entry.key;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerValue;

/**
 * The object identifiers that stand for a secret key's algorithm, and {@link #DATA} for any algorithm that has none.
 * The table is part of the format: what is in it tells a secret key from a private one.
 *
 * <p>The pairs are those under which the JDK's PKCS #12 keystore reads the very same name back.
 */
public final class SecretKeyNames {
    /** PKCS #7's id-data: the algorithm's name then stands in the key's own attributes. */
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

    /** What the map above holds, in DER. */
    private static final Map<String, byte[]> DER_OF = OID_OF.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, oid -> Der.objectIdentifier(oid.getValue())));

    private static final Map<DerValue, String> NAME_OF = namesByOid();

    private SecretKeyNames() {}

    /** The object identifier that reads back as exactly this name, in DER, for the caller not to change. */
    public static Optional<byte[]> oidOf(String name) {
        return Optional.ofNullable(DER_OF.get(name));
    }

    /** The name for this object identifier; empty for {@link #DATA} and for those not in the table. */
    static Optional<String> nameOf(DerValue oid) {
        return Optional.ofNullable(NAME_OF.get(oid));
    }

    /** {@link #DATA} in DER, for the caller not to change. */
    static byte[] data() {
        return DATA_DER;
    }

    /** Whether this is {@link #DATA}. */
    static boolean isData(DerValue oid) {
        return oid.isEncoded(DATA_DER);
    }

    private static Map<DerValue, String> namesByOid() {
        Map<DerValue, String> names = new HashMap<>();
        OID_OF.forEach((name, oid) -> names.put(DerValue.objectIdentifier(oid), name));
        return Map.copyOf(names);
    }
}
