package org.linuxkeyring.entry.pem;

import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.key.StoredKey;
import org.linuxkeyring.entry.pbe.Password;

/**
 * A key that OpenSSL encrypted as a PEM block with the header {@code Proc-Type: 4,ENCRYPTED} (RFC 1421 section
 * 4.6.1.1).
 *
 * @param label the label of the block, which names the format of the encrypted key
 * @param cipher the cipher that {@code DEK-Info} names
 */
public record LegacyPemKey(String label, String cipher, byte[] iv, byte[] data) implements StoredKey {
    private static final Set<String> CIPHERS =
            new TreeSet<>(Set.of("AES-128-CBC", "AES-192-CBC", "AES-256-CBC", "DES-CBC", "DES-EDE3-CBC"));

    @Override
    public boolean isProtected() {
        return true;
    }

    @Override
    public boolean isSecretKey() {
        return false;
    }

    @Override
    public Key decode(char[] passwordOrNull) throws UnrecoverableKeyException, NoSuchAlgorithmException {
        Password.require(passwordOrNull);
        byte[] decrypted = decrypt(passwordOrNull);
        StoredKey key = null;
        try {
            key = PemKey.read(label, decrypted);
            return key.decode(null);
        } catch (MalformedEntryException e) {
            throw Password.wrong();
        } finally {
            Arrays.fill(decrypted, (byte) 0);
            if (key != null) {
                key.wipe();
            }
        }
    }

    @Override
    public void requireReadable() throws NoSuchAlgorithmException {
        if (!CIPHERS.contains(cipher)) {
            throw new NoSuchAlgorithmException("The PEM text is encrypted with a cipher that is not supported; "
                    + String.join(", ", CIPHERS) + " are. Encrypt it anew: openssl pkcs8 -topk8 -v2 aes256");
        }
    }

    @Override
    public void wipe() {
        Arrays.fill(data, (byte) 0);
    }

    private byte[] decrypt(char[] password) throws UnrecoverableKeyException, NoSuchAlgorithmException {
        requireReadable();
        byte[] utf8 = Password.utf8(password);
        char[] octets = new char[utf8.length];
        try {
            // OpenSSL uses the bytes of the password, and Bouncy Castle the lower eight bits of each character.
            for (int i = 0; i < utf8.length; i++) {
                octets[i] = (char) (utf8[i] & 0xff);
            }
            return new BcPEMDecryptorProvider(octets).get(cipher).decrypt(data, iv);
        } catch (PEMException | RuntimeException e) {
            // Bouncy Castle throws runtime exceptions, too, because the initialization vector may have any length.
            throw Password.wrong();
        } finally {
            Arrays.fill(utf8, (byte) 0);
            Arrays.fill(octets, '\0');
        }
    }
}
