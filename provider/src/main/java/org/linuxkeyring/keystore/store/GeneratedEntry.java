package org.linuxkeyring.keystore.store;

import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** An entry whose key is generated for it, and which the kernel is to hold, whatever the keystore's settings say. */
public sealed interface GeneratedEntry extends KeyStore.Entry {
    /**
     * A secret key that is yet to be made.
     *
     * @param bytes the size of the key
     * @param master the master key under which the kernel encrypts the key, such as {@code trusted:kmk}
     */
    record Secret(String algorithm, int bytes, Optional<String> master) implements GeneratedEntry {}

    /** A private key that was generated in this process, with its certificate. */
    record Pair(PrivateKey key, X509Certificate certificate) implements GeneratedEntry {}
}
