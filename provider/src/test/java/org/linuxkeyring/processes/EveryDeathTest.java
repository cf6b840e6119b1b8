package org.linuxkeyring.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A change that ends before any of its system calls leaves each key as it was or as it is to be, with its policy, and
 * the next process makes the change. All that a process does to keyrings is in its calls, and its threads' keyrings end
 * with it; so here a change ends in that no part of it makes another call, which takes a thousandth of the time that a
 * killed JVM takes. {@link EveryDeathIT} kills.
 */
class EveryDeathTest extends OnFaultyKernel {
    @ParameterizedTest
    @MethodSource("changes")
    void aChangeThatEndsBeforeAnyCallLeavesEachEntryOldOrNew(Change change) throws Exception {
        ChangeCases cases = cases(change);
        List<String> wrong = new ArrayList<>();
        int ended = 0;
        for (int nth = 1; nth <= cases.calls().size(); nth++) {
            cases.prepare();
            try {
                cases.make(Fault.deathBefore(nth));
                // Fewer calls are needed where no add_key(2) is repeated because of a quota that is about to be freed.
                assertTrue(cases.isMade(cases.found()), () -> "ended without a reason: " + cases.calls());
            } catch (Fault.Death | CompletionException e) {
                // The second is the end of a thread that makes a key in a staging keyring.
                ended++;
            }
            for (String line : cases.wrong(cases.found(), false)) {
                wrong.add("before " + cases.calls().get(nth - 1) + ", call " + nth + ": " + line);
            }
            cases.repeat();
            // A readable entry that replaces a readable one does not look for held keys, which would list the keyring
            // each time: what is left beside it ends with its own timeout, or at the next held entry of this name.
            if (change != Change.HELD_REPLACED_BY_READABLE && !cases.isMade(cases.found())) {
                wrong.add("made again after " + cases.calls().get(nth - 1) + ", call " + nth + ": " + cases.found());
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(ended > 0, "the change never ended early");
    }
}
