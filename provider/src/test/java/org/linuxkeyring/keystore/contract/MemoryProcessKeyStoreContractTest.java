package org.linuxkeyring.keystore.contract;

import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** The contract on what the process sees without a keyring named, in memory: a prefix keeps the tests apart. */
class MemoryProcessKeyStoreContractTest extends LinuxKeyringKeyStoreContract {
    MemoryProcessKeyStoreContractTest() {
        super(Backend.MEMORY);
    }

    @Override
    protected KeyringLoadStoreParameter.Builder defaults(ScratchKeyring scratch) {
        return withPrefix("contract " + scratch.serial() + ":");
    }

    @Override
    protected KeyringLoadStoreParameter.Builder settings(ScratchKeyring scratch, int n) {
        return withPrefix("contract " + scratch.serial() + " " + n + ":");
    }

    private static KeyringLoadStoreParameter.Builder withPrefix(String prefix) {
        return KeyringLoadStoreParameter.builder().backend(Backend.MEMORY).prefix(prefix);
    }
}
