package org.linuxkeyring.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.UnrecoverableKeyException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of entries that differ in their validity alone, the first that is valid at a time, and the first that is not. */
class AlikeKeysTest {
    private final AlikeKeys alike = new AlikeKeys("EC");
    private final Watched<KeyFacts> early = entry("early", 0, 100, 199);
    private final Watched<KeyFacts> late = entry("late", 1, 150, 299);
    private final Watched<KeyFacts> last = entry("last", 2, 100, 399);

    private static Watched<KeyFacts> entry(String alias, int order, long notBefore, long notAfter) {
        return FakeCertificate.entry(
                alias, order, FakeCertificate.of(FakeCertificate.KEY, "CN=first", notBefore, notAfter));
    }

    @BeforeEach
    void addInAnotherOrder() {
        alike.add(last);
        alike.add(early);
        alike.add(late);
    }

    private static void refuse(Watched<KeyFacts> entry) {
        entry.content().orElseThrow().refuse(new UnrecoverableKeyException("refused"));
    }

    @Test
    void theFirstValidOneAndTheFirstInvalidOneAreFoundInTheirOrder() {
        assertEquals("EC", alike.algorithm());
        assertEquals(List.of(early), alike.first(99));
        assertEquals(List.of(early, late), alike.first(100));
        assertEquals(List.of(early, late), alike.first(149));
        assertEquals(List.of(early), alike.first(199));
        assertEquals(List.of(late, early), alike.first(200));
        assertEquals(List.of(late, early), alike.first(299));
        assertEquals(List.of(last, early), alike.first(300));
        assertEquals(List.of(last, early), alike.first(399));
        assertEquals(List.of(early), alike.first(400));
    }

    @Test
    void theClockMayBePutBack() {
        assertEquals(List.of(early), alike.first(400));
        assertEquals(List.of(early, late), alike.first(120));
        assertEquals(List.of(early), alike.first(99));
    }

    @Test
    void theyAreLookedForAgainOnlyWhereOneBecomesValidOrInvalid() {
        List<Watched<KeyFacts>> found = alike.first(120);
        assertSame(found, alike.first(120));
        assertSame(found, alike.first(149));
        assertNotSame(found, alike.first(150));
        assertSame(alike.first(400), alike.first(Long.MAX_VALUE - 1));
    }

    @Test
    void aRefusedOneIsPassedOver() {
        alike.first(120);
        refuse(early);
        alike.changed();
        assertEquals(List.of(last, late), alike.first(120));
        refuse(late);
        alike.changed();
        assertEquals(List.of(last), alike.first(120));
        refuse(last);
        alike.changed();
        assertEquals(List.of(), alike.first(120));
    }

    @Test
    void anotherOrderCountsFromItsNoteOn() {
        assertEquals(List.of(early), alike.first(160));
        early.move(3);
        alike.reorder();
        assertEquals(List.of(late), alike.first(160));
        assertEquals(List.of(last, late), alike.first(120));
    }

    @Test
    void aRemovedOneIsFoundNoMore() {
        assertEquals(List.of(early), alike.first(160));
        alike.remove(early);
        assertEquals(List.of(late), alike.first(160));
        alike.remove(late);
        assertFalse(alike.isEmpty());
        alike.remove(last);
        assertTrue(alike.isEmpty());
        assertEquals(List.of(), alike.first(160));
    }
}
