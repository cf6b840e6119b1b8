package org.linuxkeyring.model;

import net.jqwik.api.Tag;
import org.linuxkeyring.spec.Backend;

@Tag("kernel")
class MemoryNeighboursTest extends NeighboursContract {
    MemoryNeighboursTest() {
        super(Backend.MEMORY);
    }
}
