package org.linuxkeyring.seal;

class PretendedSealedKeyStoreTest extends SealedKeyStoreContract {
    private final SealingKernel kernel = new SealingKernel();

    @Override
    SealingMachine machine() {
        return kernel;
    }
}
