package org.linuxkeyring.entry.key;

import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Map;
import org.linuxkeyring.entry.der.DerDepth;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;

/** The decoder of private keys, which uses the application's installed providers in their order of preference. */
final class PrivateKeyDecoder {
    /**
     * The algorithms for which a factory is looked up by name. Not every provider has factories by object identifier:
     * up to JDK 25 the JDK has none for EC.
     */
    private static final Map<DerValue, String> NAMES = Map.of(
            DerValue.objectIdentifier(KeyAlgorithms.RSA), "RSA",
            DerValue.objectIdentifier(KeyAlgorithms.RSASSA_PSS), "RSASSA-PSS",
            DerValue.objectIdentifier(KeyAlgorithms.EC), "EC",
            DerValue.objectIdentifier(KeyAlgorithms.X25519), "X25519",
            DerValue.objectIdentifier(KeyAlgorithms.X448), "X448",
            DerValue.objectIdentifier(KeyAlgorithms.ED25519), "Ed25519",
            DerValue.objectIdentifier(KeyAlgorithms.ED448), "Ed448",
            DerValue.objectIdentifier(KeyAlgorithms.DH), "DH",
            DerValue.objectIdentifier(KeyAlgorithms.DSA), "DSA");

    private PrivateKeyDecoder() {}

    static PrivateKey decode(OneAsymmetricKey info) throws UnrecoverableKeyException, NoSuchAlgorithmException {
        requireBearable(info);
        String name = NAMES.get(info.algorithm());
        KeyFactory factory = name == null ? byIdentifier(info.algorithm()) : KeyFactory.getInstance(name);
        try {
            return factory.generatePrivate(new EncodedInPlace(info.value()));
        } catch (InvalidKeySpecException | RuntimeException e) {
            // Factories differ in the runtime exceptions that they throw for numbers that are not a key.
            UnrecoverableKeyException unrecoverable = new UnrecoverableKeyException("The private key ("
                    + factory.getAlgorithm() + ") is damaged, or has parameters that no installed provider supports");
            unrecoverable.initCause(e);
            throw unrecoverable;
        }
    }

    private static void requireBearable(OneAsymmetricKey info) throws UnrecoverableKeyException {
        try {
            DerDepth.require(info.value());
            KeySizes.requirePrivate(info);
        } catch (MalformedEntryException e) {
            throw new UnrecoverableKeyException(
                    "The private key is damaged, or more than can be used. " + e.getMessage());
        }
    }

    private static KeyFactory byIdentifier(DerValue algorithm)
            throws UnrecoverableKeyException, NoSuchAlgorithmException {
        String oid;
        try {
            oid = algorithm.objectIdentifier();
        } catch (MalformedEntryException e) {
            throw new UnrecoverableKeyException("The private key names no algorithm. " + e.getMessage());
        }
        try {
            return KeyFactory.getInstance(oid);
        } catch (NoSuchAlgorithmException e) {
            throw new NoSuchAlgorithmException(
                    "No installed provider knows the private key's algorithm, " + oid
                            + ". It takes a newer JDK or a provider such as Bouncy Castle",
                    e);
        }
    }

    /**
     * A view of the key in the payload. PKCS8EncodedKeySpec would keep a copy that only the JDK can wipe. The result of
     * {@link #getEncoded()} belongs to the caller, as its contract says: a factory may keep it, so it is not wiped
     * here.
     */
    private static final class EncodedInPlace extends PKCS8EncodedKeySpec {
        private final DerValue value;

        EncodedInPlace(DerValue value) {
            super(new byte[0]);
            this.value = value;
        }

        @Override
        public byte[] getEncoded() {
            return value.encoded();
        }
    }
}
