package org.linuxkeyring.keystore.contract;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.KeyStore;

/** What an implementation gives the contract to try it by: key stores to work on. */
interface KeyStoreContractFixture {
    /** A new instance, not loaded. */
    KeyStore notLoaded() throws Exception;

    /** A loaded instance that has no entries and shares none with any handed out before. */
    KeyStore empty() throws Exception;

    /** The key store written to a stream and read back by a new instance. */
    default KeyStore reopened(KeyStore keyStore) throws Exception {
        KeyStore reopened = notLoaded();
        reopened.load(new ByteArrayInputStream(stored(keyStore)), KeyStoreContractExamples.storePassword());
        return reopened;
    }

    /** What the key store writes to a stream. */
    default byte[] stored(KeyStore keyStore) throws Exception {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        keyStore.store(stream, KeyStoreContractExamples.storePassword());
        return stream.toByteArray();
    }
}
