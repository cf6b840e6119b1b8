package org.linuxkeyring.keystore.contract;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.KeyStore;

/** The key stores of an implementation on which the contract is tried. */
interface KeyStoreContractFixture {
    /** Returns a new instance that is not loaded. */
    KeyStore notLoaded() throws Exception;

    /** Returns a loaded instance that has no entries, and shares none with any that was returned before. */
    KeyStore empty() throws Exception;

    /** Writes the key store to a stream, and returns a new instance that has read it. */
    default KeyStore reopened(KeyStore keyStore) throws Exception {
        KeyStore reopened = notLoaded();
        reopened.load(new ByteArrayInputStream(stored(keyStore)), KeyStoreContractExamples.storePassword());
        return reopened;
    }

    /** Returns what the key store writes to a stream. */
    default byte[] stored(KeyStore keyStore) throws Exception {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        keyStore.store(stream, KeyStoreContractExamples.storePassword());
        return stream.toByteArray();
    }
}
