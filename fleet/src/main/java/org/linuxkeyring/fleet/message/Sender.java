package org.linuxkeyring.fleet.message;

import java.security.cert.X509Certificate;
import java.util.Arrays;

/**
 * A publisher as the sender of messages.
 *
 * @param signer the publisher's key
 */
public record Sender(Signer signer) {
    /**
     * Signs a publication, and encrypts it to a machine's certificate.
     *
     * @throws MessageException if the key cannot be encoded, the certificate is for no RSA key, or the message is too
     *     long
     */
    public byte[] seal(Publication publication, X509Certificate recipient) throws MessageException {
        byte[] content = PublicationCodec.encode(publication, recipient);
        byte[] signed = new byte[0];
        try {
            signed = signer.sign(MessageType.PUBLICATION, content);
            byte[] envelope = Envelope.seal(signed, recipient);
            requireLength(envelope, publication);
            return envelope;
        } finally {
            Arrays.fill(content, (byte) 0);
            Arrays.fill(signed, (byte) 0);
        }
    }

    private static void requireLength(byte[] envelope, Publication publication) throws MessageException {
        if (envelope.length > Der.MOST_BYTES) {
            throw new MessageException("The envelope of " + publication + " has " + envelope.length + " bytes, and "
                    + Der.MOST_BYTES + " are allowed. Leave certificates out of the chain");
        }
    }
}
