package org.linuxkeyring.entry.key;

import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.DirectoryString;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.kernel.Printable;

/** The encoding of a secret key as a PrivateKeyInfo, as the JDK's PKCS #12 keystore writes it into a SecretBag. */
public final class SecretKeyInfo {
    /** The name attribute (X.520 section 6.2.1). */
    private static final byte[] NAME = Der.objectIdentifier("2.5.4.41");

    private SecretKeyInfo() {}

    /** Encodes a key as a PrivateKeyInfo; the caller wipes the result. */
    public static byte[] encode(SecretKey key) throws KeyStoreException {
        byte[] secret = encoded(key);
        try {
            return encode(key.getAlgorithm(), secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** Encodes the key of any algorithm with these bytes as a PrivateKeyInfo; the caller wipes both. */
    public static byte[] encode(String name, byte[] secret) {
        Optional<byte[]> oid = SecretKeyNames.oidOf(name);
        byte[] algorithm = Der.value(Der.SEQUENCE, oid.orElseGet(SecretKeyNames::data));
        return OneAsymmetricKey.write(algorithm, secret, oid.isPresent() ? new byte[0] : nameAttribute(name));
    }

    /** Returns the bytes of a key that can be stored; the caller wipes them. */
    public static byte[] encoded(SecretKey key) throws KeyStoreException {
        String name = key.getAlgorithm();
        if (name == null) {
            throw new KeyStoreException("The secret key names no algorithm (getAlgorithm() is null)");
        }
        byte[] secret = key.getEncoded();
        if (secret == null) {
            throw new KeyStoreException(
                    "The secret key (" + Printable.name(name) + ") has no encoded form: getEncoded() is null, as for"
                            + " keys held by a hardware token or another keystore. Only a key whose bytes can be"
                            + " had can be"
                            + " stored");
        }
        if (secret.length == 0 && !PbeKey.isNameOf(name)) {
            throw new KeyStoreException(
                    "The secret key (" + Printable.name(name) + ") is empty; there is nothing to store");
        }
        return secret;
    }

    static SecretKey decode(OneAsymmetricKey info) throws UnrecoverableKeyException {
        DerValue key = info.key();
        return key(key.in(), key.content(), key.length(), name(info));
    }

    /**
     * Returns the key with these bytes, which is a password-based one if the name says so, as in the JDK's keystores.
     */
    static SecretKey key(byte[] in, int offset, int length, String name) throws UnrecoverableKeyException {
        if (PbeKey.isNameOf(name)) {
            Optional<SecretKey> key = PbeKey.of(in, offset, length, name);
            if (key.isPresent()) {
                return key.get();
            }
        }
        if (length == 0) {
            throw new UnrecoverableKeyException("The secret key (" + Printable.name(name) + ") is empty");
        }
        return new SecretKeySpec(in, offset, length, name);
    }

    /** Returns the algorithm's name. */
    public static String name(OneAsymmetricKey info) throws UnrecoverableKeyException {
        try {
            return info.secretKeyName().isPresent() ? info.secretKeyName().get() : nameAttributeOf(info);
        } catch (MalformedEntryException e) {
            throw new UnrecoverableKeyException(
                    "The secret key's attributes do not name its algorithm. " + e.getMessage());
        }
    }

    private static byte[] nameAttribute(String name) {
        return Der.value(Der.CONTEXT_0, Der.value(Der.SEQUENCE, NAME, Der.value(Der.SET, DirectoryString.write(name))));
    }

    private static String nameAttributeOf(OneAsymmetricKey info) throws MalformedEntryException {
        DerValue attributes = info.attributes()
                .orElseThrow(
                        () -> new MalformedEntryException(info.key().end(), "attributes with the algorithm's name"));
        DerReader reader = attributes.reader();
        while (reader.hasNext()) {
            DerReader attribute =
                    reader.next(Der.SEQUENCE, "an attribute of the key").reader();
            DerValue type = attribute.next(Der.OBJECT_IDENTIFIER, "the type of the key's attribute");
            DerReader values =
                    attribute.next(Der.SET, "the values of the key's attribute").reader();
            if (type.isEncoded(NAME)) {
                return DirectoryString.read(values.next("the algorithm's name"));
            }
        }
        throw new MalformedEntryException(attributes.start(), "a name (2.5.4.41) among the key's attributes");
    }
}
