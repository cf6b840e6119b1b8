package org.linuxkeyring.keystore;

import org.linuxkeyring.KeyringLoadStoreParameter;
import org.linuxkeyring.kernel.Backend;
import org.linuxkeyring.testing.ScratchKeyring;

/** The contract on what the process sees without a keyring named, in memory: a prefix keeps the tests apart. */
class MemoryProcessKeyStoreContractTest extends LinuxKeyringKeyStoreContract {
    MemoryProcessKeyStoreContractTest() {
        super(Backend.MEMORY);
    }

    @Override
    KeyringLoadStoreParameter.Builder settings(ScratchKeyring scratch, int n) {
        return KeyringLoadStoreParameter.builder()
                .backend("memory")
                .prefix("contract " + scratch.serial() + " " + n + ":");
    }
}
