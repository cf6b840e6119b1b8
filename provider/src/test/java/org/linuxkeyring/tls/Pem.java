package org.linuxkeyring.tls;

import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** An entry for keyctl(1): a private key and its certificates in PEM. */
final class Pem {
    private Pem() {}

    static byte[] of(KeyPair pair, X509Certificate... chain) throws CertificateEncodingException {
        StringBuilder text =
                new StringBuilder(block("PRIVATE KEY", pair.getPrivate().getEncoded()));
        for (X509Certificate certificate : chain) {
            text.append(block("CERTIFICATE", certificate.getEncoded()));
        }
        return bytes(text.toString());
    }

    private static String block(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, bytes("\n")).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
