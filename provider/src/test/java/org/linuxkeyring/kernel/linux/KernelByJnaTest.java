package org.linuxkeyring.kernel.linux;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.linuxkeyring.kernel.KernelKeyctlContract;

@Tag("kernel")
class KernelByJnaTest extends KernelKeyctlContract {
    @BeforeAll
    static void openTheKernelsKeys() {
        open(JnaSystemCalls::load);
    }
}
