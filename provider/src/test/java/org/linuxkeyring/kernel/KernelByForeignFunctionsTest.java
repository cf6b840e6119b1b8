package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Skipped before Java 22, which has no foreign function API, and where a JDK before it has made the build. */
@Tag("kernel")
class KernelByForeignFunctionsTest extends KernelKeyctlContract {
    @BeforeAll
    static void openTheKernelsKeys() {
        Optional<SystemCalls> foreign = NativeGate.foreign();
        assumeTrue(
                foreign.isPresent(),
                "no foreign function API in Java " + Runtime.version().feature());
        open(foreign::get);
    }
}
