package org.linuxkeyring.keystore.file;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.LinuxKeyringFilesProvider;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keystore.contract.LinuxKeyringKeyStoreContract;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** The contract on a keyring whose reference is loaded under the name of a type of files. */
abstract class ReferenceContract extends LinuxKeyringKeyStoreContract {
    private final String type;
    private final Provider provider = new LinuxKeyringFilesProvider();

    ReferenceContract(String type) {
        super(Backend.MEMORY);
        this.type = type;
    }

    /** Only in the first place is the provider asked for a type that others have. */
    @BeforeEach
    void installFirst() {
        Security.insertProviderAt(provider, 1);
    }

    @AfterEach
    void remove() {
        Security.removeProvider(provider.getName());
    }

    @Override
    protected KeyringLoadStoreParameter.Builder defaults(ScratchKeyring scratch) {
        return scratch.settings();
    }

    @Override
    protected KeyringLoadStoreParameter.Builder settings(ScratchKeyring scratch, int n) {
        return scratch.settings().keyring(scratch.serial() + "/" + n);
    }

    @Override
    public KeyStore notLoaded() throws Exception {
        return KeyStore.getInstance(type, provider);
    }

    @Override
    protected KeyStore withDefaults(KeyringLoadStoreParameter settings) throws Exception {
        KeyStore keyStore = notLoaded();
        keyStore.load(settings);
        return reopened(keyStore);
    }

    @Test
    @Override
    @DisplayName("LinuxKeyringFiles leaves an empty stream to the type of files")
    public void loadingAnEmptyStream() throws Exception {
        KeyStore keyStore = notLoaded();

        assertThrows(IOException.class, () -> keyStore.load(new ByteArrayInputStream(new byte[0]), null));
    }
}
