package org.linuxkeyring.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.linuxkeyring.testing.BackgroundProgram;
import org.linuxkeyring.testing.Injection;
import org.linuxkeyring.testing.Outcome;

/** Processes that are killed while they make changes. */
abstract class OnVictims extends OnFaultyKernel {
    private static final int KILLED = 128 + 9;

    /** Calls that change nothing: a process that is killed before one leaves what it leaves before the next change. */
    private static final Pattern READING =
            Pattern.compile("geteuid|KEYCTL_(SEARCH|READ|DESCRIBE|GET_KEYRING_ID)|socket call .*");

    private final List<String> wrong = new ArrayList<>();

    /**
     * Asserts what a process leaves that is killed before any of its system calls that change something, whichever
     * thread makes it, and that the next process makes the change.
     */
    final void assertLeavesOldOrNew(Change change) throws Exception {
        ChangeCases cases = cases(change);
        for (int nth = 1; nth <= cases.calls().size(); nth++) {
            String call = cases.calls().get(nth - 1);
            if (READING.matcher(call).matches()) {
                continue;
            }
            cases.prepare();
            Outcome outcome = killed(change, cases, nth);
            assertEquals(KILLED, outcome.status(), () -> change + " before " + call + ": " + outcome);
            requireOldOrNew(cases, call + ", call " + nth);
        }
        assertEquals(List.of(), wrong);
    }

    private Outcome killed(Change change, ChangeCases cases, int nth) throws Exception {
        try (BackgroundProgram victim = victim(cases, nth)) {
            victim.nextLine();
            victim.say(change.name());
            return victim.outcome();
        }
    }

    /**
     * Asserts the same of the system calls that strace(1) counts in the thread that makes the change, and before each
     * of which it injects the signal.
     */
    final void assertLeavesOldOrNewUnderStrace(Change change) throws Exception {
        ChangeCases cases = cases(change);
        Map<String, Integer> made = new HashMap<>();
        for (String call : callsUnderStrace(change, cases)) {
            String systemCall = call.startsWith("KEYCTL_") ? "keyctl" : call;
            int nth = made.merge(systemCall, 1, Integer::sum);
            cases.prepare();
            try (BackgroundProgram victim = victim(cases);
                    Injection injection = Injection.killBefore(victim.nextLine(), systemCall, nth)) {
                victim.say(change.name());
                Outcome outcome = victim.outcome();
                assertEquals(KILLED, outcome.status(), () -> change + " before " + systemCall + nth + ": " + outcome);
                assertTrue(injection.trace().contains("+++ killed by SIGKILL +++"));
            }
            requireOldOrNew(cases, call + " " + nth);
        }
        assertEquals(List.of(), wrong);
    }

    private List<String> callsUnderStrace(Change change, ChangeCases cases) throws Exception {
        cases.prepare();
        try (BackgroundProgram victim = victim(cases);
                Injection untouched = Injection.none(victim.nextLine())) {
            victim.say(change.name());
            assertEquals("made", victim.nextLine());
            List<String> calls = untouched.calls();
            List<String> intercepted = new ArrayList<>(cases.calls());
            intercepted.retainAll(Set.copyOf(calls));
            // Calls in a staging keyring's thread are intercepted, and strace does not follow them.
            assertTrue(
                    isPartOf(calls, intercepted) && (usesStaging(cases) || calls.equals(intercepted)),
                    () -> calls + " under strace, and intercepted " + intercepted);
            return calls;
        }
    }

    private static boolean usesStaging(ChangeCases cases) {
        return cases.calls().contains("KEYCTL_MOVE") || cases.calls().contains("KEYCTL_CHOWN");
    }

    /** Returns whether one list has the elements of the other in the same order. */
    private static boolean isPartOf(List<String> part, List<String> whole) {
        int found = 0;
        for (String each : whole) {
            found += found < part.size() && part.get(found).equals(each) ? 1 : 0;
        }
        return found == part.size();
    }

    private void requireOldOrNew(ChangeCases cases, String where) throws Exception {
        for (String line : cases.wrong(cases.found(), false)) {
            wrong.add("before " + where + ": " + line);
        }
        cases.repeat();
        if (!cases.isMade(cases.found())) {
            wrong.add("made again after " + where + ": " + cases.found());
        }
    }

    private BackgroundProgram victim(ChangeCases cases, Object... nth) throws IOException {
        List<Object> arguments = new ArrayList<>(
                List.of(scratch().serial(), contents(), cases.place().suffix()));
        arguments.addAll(List.of(nth));
        return new BackgroundProgram(Jvm.command(Victim.class, arguments.toArray()));
    }
}
