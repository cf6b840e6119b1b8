package org.linuxkeyring.entry;

import java.nio.ByteBuffer;
import java.security.Key;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

public final class StoredEntry implements AutoCloseable {
    public enum Kind {
        PRIVATE_KEY,
        SECRET_KEY,
        CERTIFICATE
    }

    public static StoredEntry parse(ByteBuffer payload, String rawAlgorithm) throws MalformedEntryException {
        throw new UnsupportedOperationException();
    }

    public Kind kind() {
        throw new UnsupportedOperationException();
    }

    public boolean isProtected() {
        throw new UnsupportedOperationException();
    }

    public Key key(char[] password) throws UnrecoverableKeyException, NoSuchAlgorithmException {
        throw new UnsupportedOperationException();
    }

    public Certificate[] chain() throws CertificateException {
        throw new UnsupportedOperationException();
    }

    public Optional<Instant> created() {
        throw new UnsupportedOperationException();
    }

    public Set<KeyStore.Entry.Attribute> attributes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
