package org.linuxkeyring.kernel.linux;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.linuxkeyring.kernel.KernelKeyctlContract;

/**
 * The contract through foreign functions. It is skipped before Java 22, which lacks them, and if native access is not
 * enabled.
 */
@Tag("kernel")
class KernelByForeignFunctionsTest extends KernelKeyctlContract {
    @BeforeAll
    static void openTheKernelsKeys() {
        assumeTrue(NativeGate.foreign().isPresent(), NativeGate::explain);
        open(() -> NativeGate.foreign().orElseThrow());
    }
}
