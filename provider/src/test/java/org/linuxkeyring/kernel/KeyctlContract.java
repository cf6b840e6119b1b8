package org.linuxkeyring.kernel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every implementation of {@link Keyctl} does. Each expectation was measured on Linux 6.1, 6.12 and 6.18, as root
 * and as an ordinary user; the rule behind it stands at the test where a man page does not say it plainly.
 */
public abstract class KeyctlContract
        implements AddKeyContract,
                UpdateContract,
                DescribeContract,
                ReadContract,
                LinkContract,
                MoveContract,
                RestrictContract,
                SearchContract,
                RequestKeyContract,
                PermissionContract,
                TimeoutContract,
                RevokeContract,
                SpecialKeyringContract,
                QuotaContract,
                PublicKeyContract,
                CapabilitiesContract {
    private int parent;
    private int scratch;

    /** The keyring that links the scratch keyrings; it must be possessed and searched by request_key. */
    int scratchParent() {
        return Keyctl.SESSION_KEYRING;
    }

    /** Waits until what a test removed counts no longer against the quota. */
    void awaitQuota() throws InterruptedException {}

    @Override
    public int scratch() {
        return scratch;
    }

    @BeforeEach
    void makeScratchKeyring() {
        parent = keyctl().keyringId(scratchParent(), false);
        scratch = keyring("linuxkeyring test " + System.nanoTime(), parent);
    }

    @AfterEach
    void removeScratchKeyring() throws InterruptedException {
        keyctl().clear(scratch);
        keyctl().unlink(scratch, parent);
        awaitQuota();
    }
}
