package org.linuxkeyring.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.error.Errno;

/**
 * Whichever system call of a change is refused, and with whichever error number: the change is made all the same, or
 * the exception that KeyStore declares names the call and the error, nothing is lost or left, and the next attempt
 * makes the change.
 */
class EveryRefusalTest extends OnFaultyKernel {
    /** The errors by which the kernel says that there is no such key, or that it is dead. */
    private static final Set<Errno> GONE =
            EnumSet.of(Errno.ENOKEY, Errno.EKEYEXPIRED, Errno.EKEYREVOKED, Errno.EKEYREJECTED);

    private static final Pattern ADMITTED = Pattern.compile("the entry is (stored|removed), but ");

    private static final Pattern OF_SOCKETS = Pattern.compile("AF_ALG|bind of hash|ALG_SET_KEY_BY_KEY_SERIAL|accept4");

    private final List<String> wrong = new ArrayList<>();

    @ParameterizedTest
    @MethodSource("changes")
    void aCallThatIsRefusedOnceIsToldAndLosesNothing(Change change) throws Exception {
        ChangeCases cases = cases(change);
        for (Attempt attempt : attempts(cases, errors())) {
            cases.prepare();
            Fault fault = Fault.refusal(attempt.nth, attempt.errno);
            Exception told = told(cases, fault);
            Map<String, KeyState> found = cases.found();
            boolean isAnswer = GONE.contains(attempt.errno);
            expect(cases.wrong(found, isAnswer).isEmpty(), attempt, "leaves " + cases.wrong(found, isAnswer), told);
            if (told == null) {
                // Who hears that a key is gone has nothing to delete or to change.
                expect(cases.isMade(found) || isAnswer, attempt, "is no failure, and leaves " + found, null);
            } else {
                expect(change.declares(told), attempt, "is not declared", told);
                expect(isAnswer || attempt.isNamedBy(told, fault), attempt, "is not told", told);
                boolean isAdmitted = change.hasSteps()
                        || told.getMessage().contains("but its key has not got")
                        || ADMITTED.matcher(told.getMessage()).find() && cases.isMadeButForWhatIsLeft(found);
                expect(cases.isUnmade(found) || isAdmitted, attempt, "leaves " + found, told);
                cases.repeat();
                expect(cases.isMade(cases.found()), attempt, "cannot be made good: " + cases.found(), told);
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    /** What is undone is refused then, too. */
    @ParameterizedTest
    @MethodSource("changes")
    void callsThatAreRefusedFromOneOnAreToldAndLeaveEachEntryOldOrNew(Change change) throws Exception {
        ChangeCases cases = cases(change);
        for (Attempt attempt : attempts(cases, EnumSet.of(Errno.EPERM, Errno.ENOMEM, Errno.EACCES, Errno.ENOKEY))) {
            cases.prepare();
            Exception told = told(cases, Fault.refusals(attempt.nth, attempt.errno));
            Map<String, KeyState> found = cases.found();
            boolean isAnswer = GONE.contains(attempt.errno);
            expect(cases.wrong(found, isAnswer).isEmpty(), attempt, "leaves " + cases.wrong(found, isAnswer), told);
            expect(told != null || cases.isMade(found) || isAnswer, attempt, "is no failure", null);
            expect(told == null || change.declares(told), attempt, "is not declared", told);
        }
        assertEquals("", String.join("\n", wrong));
    }

    private record Attempt(int nth, String call, Errno errno) {
        /**
         * Returns whether a message names the errno and the call that was refused. That is another one than in the
         * count where the quota was used up for a moment, and a call was repeated before ({@code QuotaRetry}).
         */
        boolean isNamedBy(Exception told, Fault fault) {
            String refused = fault.calls().get(nth - 1);
            return told.getMessage().contains(errno.name())
                    && (refused.startsWith("socket")
                            ? OF_SOCKETS.matcher(told.getMessage()).find()
                            : told.getMessage().contains(refused));
        }
    }

    /** geteuid(2) is never refused. */
    private static List<Attempt> attempts(ChangeCases cases, Set<Errno> errors) {
        List<Attempt> attempts = new ArrayList<>();
        for (int nth = 1; nth <= cases.calls().size(); nth++) {
            String call = cases.calls().get(nth - 1);
            for (Errno errno : call.equals("geteuid") ? Set.<Errno>of() : errors) {
                attempts.add(new Attempt(nth, call, errno));
            }
        }
        return attempts;
    }

    private static Exception told(ChangeCases cases, Fault fault) {
        try {
            cases.make(fault);
            return null;
        } catch (Exception e) {
            return e;
        }
    }

    private void expect(boolean condition, Attempt attempt, String otherwise, Exception told) {
        if (!condition) {
            wrong.add(attempt.nth + " " + attempt.call + " " + attempt.errno + ": " + otherwise + ", " + told);
        }
    }
}
