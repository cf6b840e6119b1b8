package org.linuxkeyring.kernel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The contract of every implementation of {@link Keyctl}. Each expectation was measured on Linux 6.1, 6.12 and 6.18, as
 * root and as an ordinary user. Where a man page does not state the rule clearly, the test does.
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

    /** Returns the keyring that links the scratch keyrings; it must be possessed and searched by request_key. */
    int scratchParent() {
        return Keyctl.SESSION_KEYRING;
    }

    /** Waits until keys that a test removed no longer count against the quota. */
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
