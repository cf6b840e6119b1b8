package org.linuxkeyring.keystore.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.aes;

import java.security.KeyStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Writes;

/** The contract with changes kept to the instance until they are stored, as PKCS12 does. */
class StagedKeyStoreContractTest extends LinuxKeyringKeyStoreContract {
    StagedKeyStoreContractTest() {
        super(Backend.MEMORY);
    }

    @Override
    protected KeyringLoadStoreParameter.Builder defaults(ScratchKeyring scratch) {
        return scratch.settings().writes(Writes.ON_STORE);
    }

    @Override
    protected KeyringLoadStoreParameter.Builder settings(ScratchKeyring scratch, int n) {
        return scratch.settings().keyring(scratch.serial() + "/" + n).writes(Writes.ON_STORE);
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING with writes=on-store changes the keyring when it is stored")
    public void whenAChangeIsSeen() throws Exception {
        KeyStore keyStore = empty();
        KeyStore other = reopened(keyStore);
        keyStore.setKeyEntry("alias", aes(), null, null);
        assertTrue(keyStore.containsAlias("alias"));
        assertFalse(other.containsAlias("alias"));

        keyStore.store(null);
        assertEquals(aes(), other.getKey("alias", null));
    }
}
