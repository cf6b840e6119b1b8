package org.linuxkeyring.kernel.linux;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.linuxkeyring.kernel.KernelKeyctlContract;

/** Skipped before Java 22, which has no foreign function API, and where native access is not allowed. */
@Tag("kernel")
class KernelByForeignFunctionsTest extends KernelKeyctlContract {
    @BeforeAll
    static void openTheKernelsKeys() {
        assumeTrue(NativeGate.foreign().isPresent(), NativeGate::explain);
        open(() -> NativeGate.foreign().orElseThrow());
    }
}
