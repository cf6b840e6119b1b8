package org.linuxkeyring.keystore.contract;

import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** The contract on a keyring that the settings name, in memory. */
class MemoryKeyStoreContractTest extends LinuxKeyringKeyStoreContract {
    MemoryKeyStoreContractTest() {
        super(Backend.MEMORY);
    }

    @Override
    protected KeyringLoadStoreParameter.Builder defaults(ScratchKeyring scratch) {
        return scratch.settings();
    }

    @Override
    protected KeyringLoadStoreParameter.Builder settings(ScratchKeyring scratch, int n) {
        return scratch.settings().keyring(scratch.serial() + "/" + n);
    }
}
