package org.linuxkeyring.fleet.message;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/**
 * A machine as the recipient of publications.
 *
 * @param machine the machine's name in the fleet
 * @param certificate the machine's certificate
 * @param key its private key, which the kernel may hold
 * @param publishers whose publications count
 */
public record Recipient(MachineId machine, X509Certificate certificate, PrivateKey key, PinnedPublishers publishers) {
    /**
     * Opens an envelope: decrypts it, verifies who signed it, and that it is for this machine and of this name. Whether
     * it is newer than what the machine has, and has not expired, is left to the caller.
     *
     * @param name the name under which the envelope was stored
     * @throws MessageException if it is refused
     */
    public Publication open(EntryName name, byte[] envelope) throws MessageException {
        return receive(name, envelope).publication();
    }

    /** As {@link #open}, with the digest of what was signed. */
    public Received receive(EntryName name, byte[] envelope) throws MessageException {
        byte[] signed = Envelope.open(envelope, certificate, key);
        byte[] content = new byte[0];
        try {
            content = SignedMessage.content(signed, MessageType.PUBLICATION, publishers.certificates());
            Publication publication = PublicationCodec.decode(content, certificate);
            if (!publication.name().equals(name)) {
                throw new MessageException("The publication stored as " + name + " is of " + publication.name()
                        + ". Someone put it in another's place");
            }
            if (!publication.machine().equals(machine)) {
                throw new MessageException("The publication stored for " + machine + " is for " + publication.machine()
                        + ". Someone put it in another's place");
            }
            return new Received(publication, Fingerprint.sha256(content));
        } finally {
            Arrays.fill(signed, (byte) 0);
            Arrays.fill(content, (byte) 0);
        }
    }

    /**
     * A publication that was opened.
     *
     * @param publication what was published
     * @param digest the SHA-256 of what was signed, in hex: two publications with the same are the same
     */
    public record Received(Publication publication, String digest) {}

    /** Tells nothing of the key. */
    @Override
    public String toString() {
        return "recipient " + machine;
    }
}
