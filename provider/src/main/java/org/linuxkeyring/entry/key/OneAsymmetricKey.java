package org.linuxkeyring.entry.key;

import java.util.Optional;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;

/**
 * A PrivateKeyInfo (RFC 5958 section 2, as OneAsymmetricKey) that is split into its fields but not decoded.
 *
 * @param value the whole PrivateKeyInfo
 * @param algorithmIdentifier the whole AlgorithmIdentifier of the key
 * @param algorithm the OBJECT IDENTIFIER in that
 * @param key the OCTET STRING with the key
 * @param secretKeyName the secret key's algorithm, if the identifier alone names it
 * @param attributes the key's own attributes, if it has any
 * @param publicKey the content of the BIT STRING that is its public key, if it has one
 */
public record OneAsymmetricKey(
        DerValue value,
        DerValue algorithmIdentifier,
        DerValue algorithm,
        Optional<String> secretKeyName,
        DerValue key,
        Optional<DerValue> attributes,
        Optional<DerValue> publicKey) {
    private static final String WHAT = "a PrivateKeyInfo";
    private static final byte[] VERSION_1 = {Der.INTEGER, 1, 0};
    private static final int PUBLIC_KEY = 0x81;
    private static final int PUBLIC_KEY_CONSTRUCTED = 0xa1;

    public static OneAsymmetricKey read(DerValue value) throws MalformedEntryException {
        DerReader fields = value.reader();
        fields.next(Der.INTEGER, "the version of " + WHAT);
        DerValue identifier = fields.next(Der.SEQUENCE, "the key algorithm of " + WHAT);
        DerReader algorithm = identifier.reader();
        DerValue oid = algorithm.next(Der.OBJECT_IDENTIFIER, "the object identifier of the key algorithm");
        if (algorithm.hasNext()) {
            algorithm.next("the parameters of the key algorithm");
        }
        algorithm.end("the key algorithm");
        DerValue key = fields.next(Der.OCTET_STRING, "the key of " + WHAT);
        Optional<DerValue> attributes =
                fields.nextIs(Der.CONTEXT_0) ? Optional.of(fields.next("the key's attributes")) : Optional.empty();
        Optional<DerValue> publicKey = fields.nextIs(PUBLIC_KEY) || fields.nextIs(PUBLIC_KEY_CONSTRUCTED)
                ? Optional.of(fields.next("the public key of " + WHAT))
                : Optional.empty();
        fields.end(WHAT);
        return new OneAsymmetricKey(value, identifier, oid, SecretKeyNames.nameOf(oid), key, attributes, publicKey);
    }

    boolean isSecretKey() {
        return secretKeyName.isPresent() || SecretKeyNames.isData(algorithm);
    }

    /**
     * Writes a PrivateKeyInfo with no copy of the key but the one in the result, which the caller wipes.
     *
     * @param algorithm a whole AlgorithmIdentifier
     * @param attributes a whole [0] value, or nothing
     */
    public static byte[] write(byte[] algorithm, byte[] key, byte[] attributes) {
        return Der.value(Der.SEQUENCE, VERSION_1, algorithm, Der.header(Der.OCTET_STRING, key.length), key, attributes);
    }
}
