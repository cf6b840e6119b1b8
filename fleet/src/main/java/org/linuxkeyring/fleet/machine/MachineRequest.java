package org.linuxkeyring.fleet.machine;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.message.MessageException;
import org.linuxkeyring.held.rsa.SelfSignedCertificate;
import org.linuxkeyring.kernel.Printable;

/**
 * What a machine that is to be admitted writes: its certificate, signed by its own key. That proves the possession of
 * the key and nothing else: an operator compares the fingerprint with what the machine has printed.
 */
public final class MachineRequest {
    private static final int LONGEST = 16_384;
    private static final int LEAST_BITS = 2048;
    private static final int MOST_BITS = 4096;

    private MachineRequest() {}

    /**
     * Reads a certificate, which is refused if it is not self-signed with an RSA key of 2,048 to 4,096 bits, or is
     * another machine's.
     *
     * @param machine the machine under whose name it was stored
     */
    public static X509Certificate certificate(MachineId machine, byte[] encoded) throws MessageException {
        if (encoded.length > LONGEST) {
            throw new MessageException("The request has " + encoded.length + " bytes, and " + LONGEST
                    + " are allowed. Have the machine enroll anew");
        }
        try {
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
            if (!(certificate.getPublicKey() instanceof RSAPublicKey key)
                    || key.getModulus().bitLength() < LEAST_BITS
                    || key.getModulus().bitLength() > MOST_BITS) {
                throw new MessageException("The request's key is no RSA key of " + LEAST_BITS + " to " + MOST_BITS
                        + " bits. Have the machine enroll anew");
            }
            certificate.verify(key);
            if (!certificate.getSubjectX500Principal().equals(SelfSignedCertificate.named(machine.text()))) {
                throw new MessageException("The request stored for " + machine + " has a certificate of "
                        + Printable.name(certificate.getSubjectX500Principal().toString())
                        + ". Someone put it in another's place, or the machine is to enroll by this name");
            }
            return certificate;
        } catch (GeneralSecurityException e) {
            throw new MessageException(
                    "The request is no self-signed certificate: " + e.getMessage() + ". Have the machine enroll anew");
        }
    }
}
