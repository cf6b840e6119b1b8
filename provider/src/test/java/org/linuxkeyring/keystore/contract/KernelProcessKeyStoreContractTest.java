package org.linuxkeyring.keystore.contract;

import org.junit.jupiter.api.Tag;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** The contract on what the process sees without a keyring named, in the kernel: a prefix keeps the tests apart. */
@Tag("kernel")
class KernelProcessKeyStoreContractTest extends LinuxKeyringKeyStoreContract {
    KernelProcessKeyStoreContractTest() {
        super(Backend.KERNEL);
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
        return KeyringLoadStoreParameter.builder().backend(Backend.KERNEL).prefix(prefix);
    }
}
