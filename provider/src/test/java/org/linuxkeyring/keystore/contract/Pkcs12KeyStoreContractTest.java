package org.linuxkeyring.keystore.contract;

import java.security.KeyStore;

/** The contract on the JDK's own PKCS12. If it fails here, the contract does not describe what the JDK does. */
class Pkcs12KeyStoreContractTest extends KeyStoreContract implements Pkcs12Differences, Pkcs12StorageDifferences {
    @Override
    public KeyStore notLoaded() throws Exception {
        return KeyStore.getInstance("PKCS12");
    }

    @Override
    public KeyStore empty() throws Exception {
        KeyStore keyStore = notLoaded();
        keyStore.load(null, null);
        return keyStore;
    }
}
