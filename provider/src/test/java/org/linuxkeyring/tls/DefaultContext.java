package org.linuxkeyring.tls;

import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.TlsHandshake;

/**
 * A program that does not know LinuxKeyring. It makes a handshake with itself by the JVM's default SSLContext, runs the
 * command of its arguments, makes another handshake, and prints the serial numbers of the certificates.
 */
final class DefaultContext {
    private DefaultContext() {}

    public static void main(String[] command) throws Exception {
        SSLContext context = SSLContext.getDefault();
        System.out.println(served(context));
        Outcome renewal = Child.of(command).run();
        if (renewal.status() != 0) {
            throw new IllegalStateException(renewal.toString());
        }
        System.out.println(served(context));
    }

    private static String served(SSLContext context) throws Exception {
        X509Certificate certificate =
                (X509Certificate) new TlsHandshake(context, context, "TLSv1.3").serverCertificate();
        return certificate.getSerialNumber().toString();
    }
}
