package org.linuxkeyring.model;

import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;

@Tag("kernel")
@AddLifecycleHook(KernelNeighboursTest.WhereTheKernelIsThere.class)
class KernelNeighboursTest extends NeighboursContract {
    KernelNeighboursTest() {
        super(Backend.KERNEL);
    }

    /** Skips, with the reason, where the backend does not work. */
    static final class WhereTheKernelIsThere implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            try {
                OpenBackend.of(Backend.KERNEL);
                return SkipResult.doNotSkip();
            } catch (KeyringException refused) {
                return SkipResult.skip(refused.getMessage());
            }
        }
    }
}
