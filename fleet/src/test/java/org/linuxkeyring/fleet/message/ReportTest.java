package org.linuxkeyring.fleet.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reports of errors whose text somebody else has chosen, such as a process of another user. */
class ReportTest {
    private static String told(String error) throws MessageException {
        Signer machine = TestFleet.signer("EC");
        Report report = new Report(
                TestFleet.MACHINE,
                TestFleet.PUBLISHED,
                List.of(new Report.State(TestFleet.WEB, 1, Optional.empty(), Optional.of(error))));
        return Report.verify(TestFleet.MACHINE, report.sign(machine), machine.certificate())
                .states()
                .get(0)
                .error()
                .orElseThrow();
    }

    /** The kernel may have no memory for the machine's key, and may have some at the next report. */
    @Test
    void aReportThatTheKeyCannotSignNowIsARefusal() throws Exception {
        Provider provider = new RefusedKey.OfKey(RefusedKey.RefusedCipher.class);
        Security.addProvider(provider);
        try {
            Signer machine = new Signer(new RefusedKey(), TestFleet.certificate());
            Report report = new Report(TestFleet.MACHINE, TestFleet.PUBLISHED, List.of());
            String refusal = assertThrows(MessageException.class, () -> report.sign(machine))
                    .getMessage();
            assertTrue(refusal.contains("no memory"), refusal);
        } finally {
            Security.removeProvider(provider.getName());
        }
    }

    @Test
    void anErrorThatIsNoTextIsReportedAsWhatItIs() throws Exception {
        assertEquals("half \\ud83d of a character", told("half \ud83d of a character"));
        assertEquals("\\u001b[2J", told("\u001b[2J"));
    }

    @Test
    void anErrorIsCutBetweenCharacters() throws Exception {
        assertEquals("x".repeat(499), told("x".repeat(499) + "\ud83d\ude00"));
        assertEquals("x".repeat(498) + "\ud83d\ude00", told("x".repeat(498) + "\ud83d\ude00!"));
    }
}
