package org.linuxkeyring.keystore.contract;

import org.junit.jupiter.api.Tag;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** The contract on a keyring that the settings name, in the kernel. */
@Tag("kernel")
class KernelKeyStoreContractTest extends LinuxKeyringKeyStoreContract {
    KernelKeyStoreContractTest() {
        super(Backend.KERNEL);
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
