package org.linuxkeyring.processes;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process that is killed by SIGKILL before any of its system calls leaves what {@link EveryDeathTest} says. The
 * system property {@code changes} chooses the changes, as a regular expression.
 */
class EveryDeathIT extends OnVictims {
    /** By default those whose key gets its policy in a staging keyring or under another mask. */
    static Stream<Change> withPolicy() {
        return chosenOr(Change.NEW_WITH_POLICY, Change.NEW_THAT_FORBIDS_CHANGES, Change.REPLACED_WITH_POLICY);
    }

    /** By default those of one entry, which take few calls. */
    static Stream<Change> ofOneEntry() {
        return chosenOr(
                Change.NEW,
                Change.NEW_WITH_POLICY,
                Change.REPLACED,
                Change.REPLACED_KEEPING_ITS_TIMEOUT,
                Change.REPLACED_WITH_POLICY,
                Change.DELETED,
                Change.NEW_IN_NEW_KEYRINGS);
    }

    private static Stream<Change> chosenOr(Change... others) {
        return System.getProperty("changes") != null ? changes() : Stream.of(others);
    }

    @ParameterizedTest
    @MethodSource("withPolicy")
    void aProcessThatKillsItselfBeforeAnyCallLeavesEachEntryOldOrNew(Change change) throws Exception {
        assertLeavesOldOrNew(change);
    }

    @ParameterizedTest
    @MethodSource("ofOneEntry")
    @Tag("slow")
    void aProcessThatIsKilledBeforeAnyCallLeavesEachEntryOldOrNew(Change change) throws Exception {
        assertLeavesOldOrNewUnderStrace(change);
    }
}
