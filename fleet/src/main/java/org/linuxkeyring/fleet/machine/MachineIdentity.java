package org.linuxkeyring.fleet.machine;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.message.PinnedPublishers;
import org.linuxkeyring.fleet.message.Recipient;
import org.linuxkeyring.kernel.Printable;

/**
 * A machine's key and its certificate, which has the machine's name.
 *
 * @param machine the common name of the certificate's subject
 */
public record MachineIdentity(MachineId machine, PrivateKey key, X509Certificate certificate) {
    /**
     * Takes the identity from a keystore.
     *
     * @param file the keystore's reference file
     * @param alias the alias of the machine's key
     * @throws IOException if there is no such key; the message says how it is made
     */
    public static MachineIdentity of(KeyringFile file, String alias) throws IOException, GeneralSecurityException {
        KeyStore keyStore = file.load();
        if (!(keyStore.getKey(alias, null) instanceof PrivateKey key)
                || !(keyStore.getCertificate(alias) instanceof X509Certificate certificate)) {
            throw new IOException("The keystore of this machine has no private key with a certificate under the alias '"
                    + Printable.name(alias) + "'. Make one: linuxkeyring-fleet enroll");
        }
        return new MachineIdentity(name(certificate), key, certificate);
    }

    private static MachineId name(X509Certificate certificate) throws IOException {
        try {
            LdapName subject =
                    new LdapName(certificate.getSubjectX500Principal().getName());
            List<Rdn> parts = subject.getRdns();
            if (parts.size() == 1 && parts.get(0).getType().equalsIgnoreCase("CN")) {
                return MachineId.of(String.valueOf(parts.get(0).getValue()));
            }
        } catch (InvalidNameException | IllegalArgumentException e) {
            throw new IOException(noName(certificate), e);
        }
        throw new IOException(noName(certificate));
    }

    private static String noName(X509Certificate certificate) {
        return "The subject of this machine's certificate, " + certificate.getSubjectX500Principal()
                + ", is no name of a machine. Make one: linuxkeyring-fleet enroll --replace";
    }

    /** Returns this machine as the recipient of what these publish. */
    public Recipient recipient(PinnedPublishers publishers) {
        return new Recipient(machine, certificate, key, publishers);
    }

    /** Tells nothing of the key. */
    @Override
    public String toString() {
        return "identity of " + machine;
    }
}
