package org.linuxkeyring.processes;

import org.junit.jupiter.api.Test;

/**
 * A process that is killed by SIGKILL while it replaces an entry whose private key the kernel holds leaves what
 * {@link EveryDeathTest} says. This takes a virtual machine with a kernel that holds private keys, where JVMs start
 * slowly; {@link EveryDeathIT} kills in the other changes.
 */
class HeldDeathVmIT extends OnVictims {
    @Test
    void aKilledProcessLeavesAnEntryWithItsHeldKey() throws Exception {
        assertLeavesOldOrNew(Change.HELD_PAIR_REPLACED);
    }
}
