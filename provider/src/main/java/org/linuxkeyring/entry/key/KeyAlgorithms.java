package org.linuxkeyring.entry.key;

/** The object identifiers of private keys' algorithms, in dotted form. */
public final class KeyAlgorithms {
    public static final String RSA = "1.2.840.113549.1.1.1";
    public static final String RSASSA_PSS = "1.2.840.113549.1.1.10";
    public static final String EC = "1.2.840.10045.2.1";
    public static final String DSA = "1.2.840.10040.4.1";

    /** PKCS #3. */
    public static final String DH = "1.2.840.113549.1.3.1";

    /** ANSI X9.42, as {@code openssl genpkey -algorithm DHX} writes it. */
    public static final String X942_DH = "1.2.840.10046.2.1";

    static final String X25519 = "1.3.101.110";
    static final String X448 = "1.3.101.111";
    public static final String ED25519 = "1.3.101.112";
    static final String ED448 = "1.3.101.113";

    private KeyAlgorithms() {}
}
