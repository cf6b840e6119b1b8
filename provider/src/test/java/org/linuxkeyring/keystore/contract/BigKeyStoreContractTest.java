package org.linuxkeyring.keystore.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.aes;
import static org.linuxkeyring.keystore.contract.KeyStoreContractExamples.aliases;

import java.security.KeyStore;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.EntryType;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** The contract where all entries that the keystore makes are keys of type big_key. */
class BigKeyStoreContractTest extends LinuxKeyringKeyStoreContract {
    BigKeyStoreContractTest() {
        super(Backend.MEMORY);
    }

    @Override
    protected KeyringLoadStoreParameter.Builder defaults(ScratchKeyring scratch) {
        return scratch.settings();
    }

    @Override
    protected KeyringLoadStoreParameter.Builder settings(ScratchKeyring scratch, int n) {
        return scratch.settings().keyring(scratch.serial() + "/" + n).type(EntryType.BIG_KEY);
    }

    @Test
    @Override
    @DisplayName("LINUXKEYRING has %type:description name the key of that type, plain if it is the configured one")
    public void aliasesThatNameAKeyType() throws Exception {
        KeyStore keyStore = empty();
        keyStore.setKeyEntry("%big_key:alias", aes(), null, null);

        assertEquals(List.of("alias"), aliases(keyStore));
        assertEquals(aes(), keyStore.getKey("alias", null));
        assertEquals(aes(), keyStore.getKey("%big_key:alias", null));
    }
}
