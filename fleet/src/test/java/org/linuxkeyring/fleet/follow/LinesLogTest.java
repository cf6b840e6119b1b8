package org.linuxkeyring.fleet.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.TestFleet;

/** What the journal gets, whose length who can write to the store must not choose. */
class LinesLogTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final List<String> lines = new ArrayList<>();
    private long nanos;
    private final LinesLog log = new LinesLog(lines::add, () -> nanos);

    private void refuse(int names, String reason) {
        for (int i = 0; i < names; i++) {
            log.refused(EntryName.of("n" + i), reason);
        }
        log.reported(List.of());
    }

    @Test
    void manyRefusalsAreFewLinesAndTheirNumber() {
        refuse(10_000, "garbage");
        assertEquals(21, lines.size());
        assertEquals("n0 is refused: garbage", lines.get(0));
        assertTrue(lines.get(20).startsWith("9980 more are refused."), lines.get(20));
        refuse(10_000, "garbage");
        assertEquals(21, lines.size());
    }

    @Test
    void refusalsThatGoOnAreFewLinesAMinute() {
        for (int i = 0; i < 100; i++) {
            refuse(100, "garbage " + i);
            nanos += MINUTE.toNanos() / 50;
        }
        // Two minutes, of each of which the number may be told twice.
        assertTrue(lines.size() <= 2 * 22, () -> "" + lines);
        nanos += MINUTE.toNanos();
        log.reported(List.of());
        int untold = lines.stream()
                .filter(line -> line.contains(" more are refused."))
                .mapToInt(line -> Integer.parseInt(line.substring(0, line.indexOf(' '))))
                .sum();
        assertEquals(100 * 100 - 2 * 20, untold, () -> "" + lines);

        lines.clear();
        log.refused(TestFleet.WEB, "EDQUOT");
        assertEquals(List.of("shop/web is refused: EDQUOT"), lines);
    }

    @Test
    void aReportThatIsNotTakenIsNoStoreThatDoesNotAnswer() {
        for (int i = 0; i < 5; i++) {
            log.heard();
            log.reportRefused("The report is not taken: no space left");
        }
        assertEquals(List.of("The store answers", "The report is not taken: no space left"), lines);
        lines.clear();
        for (int i = 0; i < 5; i++) {
            log.heard();
            log.reportTaken();
        }
        assertEquals(List.of("Reports are taken again"), lines);
    }

    @Test
    void whatIsTakenIsToldAgainWhenItIsRefused() {
        Followed revoked = new Followed(1, 2, Optional.empty(), Optional.empty(), false);
        for (int i = 0; i < 2; i++) {
            log.refused(TestFleet.WEB, "garbage");
            log.taken(TestFleet.WEB, revoked);
        }
        assertEquals(
                2, lines.stream().filter("shop/web is refused: garbage"::equals).count());
    }
}
