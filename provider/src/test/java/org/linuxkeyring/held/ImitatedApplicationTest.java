package org.linuxkeyring.held;

/** The choice of providers, and the way through others' code. */
class ImitatedApplicationTest extends ApplicationContract {
    @Override
    protected HeldKeys open() {
        return HeldKeys.imitated();
    }
}
