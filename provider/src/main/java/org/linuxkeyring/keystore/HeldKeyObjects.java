package org.linuxkeyring.keystore;

import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.interfaces.RSAPublicKey;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.StoredEntry.Kind;
import org.linuxkeyring.held.HeldKey;
import org.linuxkeyring.held.rsa.HeldRsaKey;
import org.linuxkeyring.held.secret.HeldSecretKey;
import org.linuxkeyring.keyring.key.KernelKey;

/** Makes what stands in Java for a key that the kernel holds. */
final class HeldKeyObjects {
    private HeldKeyObjects() {}

    static HeldKey of(KernelKey key, StoredEntry entry) throws UnrecoverableKeyException {
        if (entry.kind() == Kind.SECRET_KEY) {
            return new HeldSecretKey(key, entry.heldAlgorithm());
        }
        try {
            Certificate[] chain = entry.chain();
            if (chain.length > 0 && chain[0].getPublicKey() instanceof RSAPublicKey publicKey) {
                return new HeldRsaKey(key, publicKey);
            }
        } catch (CertificateException e) {
            throw (UnrecoverableKeyException)
                    new UnrecoverableKeyException("its certificate cannot be read: " + e.getMessage()).initCause(e);
        }
        throw new UnrecoverableKeyException(
                "the kernel holds its key, and the first certificate beside it is none of an RSA key");
    }
}
