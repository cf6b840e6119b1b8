package org.linuxkeyring.entry.pem;

import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;

/**
 * The trust settings that OpenSSL appends to a certificate in a block {@code TRUSTED CERTIFICATE} (X509_CERT_AUX in
 * crypto/x509/x_x509a.c):
 *
 * <pre>SEQUENCE { trust SEQUENCE OF OID OPTIONAL, reject [0] IMPLICIT SEQUENCE OF OID OPTIONAL, ... }</pre>
 */
public final class TrustSettings {
    private static final byte[] SERVER_AUTH = Der.objectIdentifier("1.3.6.1.5.5.7.3.1");
    private static final byte[] ANY_USE = Der.objectIdentifier("2.5.29.37.0");
    private static final String WHAT = "the trust settings of a certificate";

    private TrustSettings() {}

    /**
     * Returns whether the settings allow the certificate as a trust anchor for TLS servers, by the rules of OpenSSL's
     * X509_check_trust: no rejected use, and if any trusted uses are listed, only those.
     */
    public static boolean allowServers(DerValue settings) throws MalformedEntryException {
        DerReader fields = settings.reader();
        boolean isTrusted = !fields.nextIs(Der.SEQUENCE) || hasServers(fields.next(WHAT));
        boolean isRejected = fields.nextIs(Der.CONTEXT_0) && hasServers(fields.next(WHAT));
        while (fields.hasNext()) {
            fields.next(WHAT);
        }
        return isTrusted && !isRejected;
    }

    private static boolean hasServers(DerValue uses) throws MalformedEntryException {
        DerReader reader = uses.reader();
        boolean has = false;
        while (reader.hasNext()) {
            DerValue use = reader.next(Der.OBJECT_IDENTIFIER, "a use in " + WHAT);
            has |= use.isEncoded(SERVER_AUTH) || use.isEncoded(ANY_USE);
        }
        return has;
    }
}
