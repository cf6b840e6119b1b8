package org.linuxkeyring.kernel;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("kernel")
class KernelByJnaTest extends KernelKeyctlContract {
    @BeforeAll
    static void openTheKernelsKeys() {
        open(JnaSystemCalls::load);
    }
}
