package org.linuxkeyring.kernel;

/** The contract in memory, with the quota of an ordinary user. */
class MemoryKeyctlTest extends KeyctlContract {
    private final Keyctl keyctl = new MemoryKeyctl(MemoryQuota.ofOrdinaryUser(), System::nanoTime);

    @Override
    public Keyctl keyctl() {
        return keyctl;
    }

    @Override
    public long quotaBytes() {
        return 20_000;
    }

    @Override
    public boolean privileged() {
        return false;
    }
}
