package org.linuxkeyring.entry;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Set;
import javax.crypto.SecretKey;

public final class EntryEncoder {
    public static Payload privateKey(
            PrivateKey key,
            char[] password,
            Certificate[] chain,
            Instant created,
            Set<KeyStore.Entry.Attribute> attributes)
            throws KeyStoreException {
        throw new UnsupportedOperationException();
    }

    public static Payload protectedKey(byte[] der, Certificate[] chain, Instant created) throws KeyStoreException {
        throw new UnsupportedOperationException();
    }

    public static Payload secretKey(
            SecretKey key, char[] password, Instant created, Set<KeyStore.Entry.Attribute> attributes)
            throws KeyStoreException {
        throw new UnsupportedOperationException();
    }

    public static Payload certificate(
            Certificate certificate, Instant created, Set<KeyStore.Entry.Attribute> attributes)
            throws KeyStoreException {
        throw new UnsupportedOperationException();
    }
}
