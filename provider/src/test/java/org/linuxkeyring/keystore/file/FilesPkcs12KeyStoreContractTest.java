package org.linuxkeyring.keystore.file;

import java.security.KeyStore;
import java.security.Provider;
import org.linuxkeyring.LinuxKeyringFilesProvider;
import org.linuxkeyring.keystore.contract.KeyStoreContract;
import org.linuxkeyring.keystore.contract.Pkcs12Differences;
import org.linuxkeyring.keystore.contract.Pkcs12StorageDifferences;

/** The contract on files of PKCS12 that LinuxKeyringFiles passes on: they are as without it. */
class FilesPkcs12KeyStoreContractTest extends KeyStoreContract implements Pkcs12Differences, Pkcs12StorageDifferences {
    private final Provider provider = new LinuxKeyringFilesProvider();

    @Override
    public KeyStore notLoaded() throws Exception {
        return KeyStore.getInstance("PKCS12", provider);
    }

    @Override
    public KeyStore empty() throws Exception {
        KeyStore keyStore = notLoaded();
        keyStore.load(null, null);
        return keyStore;
    }
}
