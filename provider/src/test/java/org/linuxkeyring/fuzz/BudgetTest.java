package org.linuxkeyring.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.testing.Budget;

/** The budget by which fuzz targets judge an input. */
class BudgetTest {
    private static final int MIB = 1 << 20;

    private final List<Integer> allocated = new ArrayList<>();

    @Test
    void workThatAllocatesTooMuchEachTimeIsRefused() {
        AssertionError e = assertThrows(AssertionError.class, () -> Budget.require(() -> allocate(65)));
        assertTrue(e.getMessage().contains("its budget is 100 ms and 67108864 bytes"), e.getMessage());
    }

    @Test
    void workThatDoesSoInItsFirstRunOnlyIsNot() throws Exception {
        Budget.require(() -> allocate(allocated.isEmpty() ? 65 : 1));
        assertEquals(List.of(65, 1), allocated);
    }

    private void allocate(int mib) {
        int length = 0;
        for (int i = 0; i < mib; i++) {
            length += new byte[MIB].length;
        }
        allocated.add(length / MIB);
    }
}
