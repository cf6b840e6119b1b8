package org.linuxkeyring.entry;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.DSAPrivateKey;
import java.security.interfaces.DSAPublicKey;
import java.util.Random;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.key.OneAsymmetricKey;

/** Keys in the formats that OpenSSL calls traditional. */
final class TraditionalKeys {
    private static final Random RANDOM = new Random(20261127);

    private TraditionalKeys() {}

    /** Returns the key with its curve, which PKCS #8 has outside of the key. */
    static byte[] ec(PrivateKey key) throws MalformedEntryException {
        OneAsymmetricKey info = OneAsymmetricKey.read(DerValue.of(key.getEncoded(), "a key"));
        DerReader fields = info.key().reader().next("an EC key").reader();
        byte[] version = fields.next("a version").encoded();
        byte[] number = fields.next("a number").encoded();
        DerReader algorithm = info.algorithmIdentifier().reader();
        algorithm.next("an object identifier");
        byte[] curve = Der.value(Der.CONTEXT_0, algorithm.next("a curve").encoded());
        return Der.value(Der.SEQUENCE, version, number, curve);
    }

    static byte[] dsa(KeyPair pair) {
        DSAPrivateKey key = (DSAPrivateKey) pair.getPrivate();
        return Der.value(
                Der.SEQUENCE,
                integer(BigInteger.ZERO),
                integer(key.getParams().getP()),
                integer(key.getParams().getQ()),
                integer(key.getParams().getG()),
                integer(((DSAPublicKey) pair.getPublic()).getY()),
                integer(key.getX()));
    }

    static byte[] integer(BigInteger number) {
        return Der.value(Der.INTEGER, number.toByteArray());
    }

    /** Returns an odd INTEGER of this length, of random bits with a fixed seed. */
    static byte[] number(int bits) {
        return integer(new BigInteger(bits, RANDOM).setBit(bits - 1).setBit(0));
    }
}
