package org.linuxkeyring.kernel.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;

/** How often a keyring with many links is read as a whole, and from when on a change is seen. */
class KeyringLinksTest {
    private static final int RING = 5;
    private static final int KEY = 7;
    private static final int OTHER = 8;
    private static final int MANY = 1000;

    private final Keyctl keyctl = mock(Keyctl.class);
    private Instant now = Instant.ofEpochSecond(1_800_000_000).plusMillis(100);
    private final KeyringLinks links = new KeyringLinks(keyctl, () -> now);
    private int count;

    @BeforeEach
    void theKeyringIsOurs() {
        when(keyctl.effectiveUser()).thenReturn(1000);
        describe("keyring;1000;0;3f010000;shop;x");
        link(MANY, KEY, OTHER);
    }

    private void describe(String text) {
        when(keyctl.describe(RING)).thenReturn(text.getBytes(US_ASCII));
    }

    /** Makes the keyring link these keys and others. */
    private void link(int size, int... keys) {
        count = size;
        when(keyctl.readKeyring(RING))
                .thenReturn(IntStream.concat(IntStream.of(keys), IntStream.range(10_000, 10_000 + size - keys.length))
                        .toArray());
    }

    private void assertRead(int times) {
        verify(keyctl, times(times)).readKeyring(RING);
    }

    @Test
    void manyLinksAreReadOnceInASecond() {
        for (int i = 0; i < 100; i++) {
            assertTrue(links.contain(RING, KEY, count));
            assertTrue(links.contain(RING, OTHER, count));
        }
        assertRead(1);
        now = now.plusSeconds(1);
        assertTrue(links.contain(RING, KEY, count));
        assertRead(2);
    }

    @Test
    void aLinkThatIsNotRememberedIsLookedForInTheKeyring() {
        assertFalse(links.contain(RING, 9, count));
        assertFalse(links.contain(RING, 9, count));
        assertRead(2);
    }

    @Test
    void anotherNumberOfLinksHasTheKeyringReadAnew() {
        assertTrue(links.contain(RING, KEY, count));
        link(MANY - 1, OTHER);
        assertFalse(links.contain(RING, KEY, count));
    }

    /** Another user could put a key of its own in the place of one that is remembered. */
    @Test
    void theLinksOfAKeyringThatOthersMayChangeAreReadEachTime() {
        for (String text :
                new String[] {"keyring;1001;0;3f010000;x", "keyring;1000;0;3f010400;x", "keyring;1000;0;3f010004;x"}) {
            describe(text);
            link(MANY, KEY);
            assertTrue(links.contain(RING, KEY, count));
            link(MANY, OTHER);
            assertFalse(links.contain(RING, KEY, count));
        }
        when(keyctl.describe(RING)).thenThrow(new RefusedCall("KEYCTL_DESCRIBE", Errno.EACCES.number(), "x"));
        assertTrue(links.contain(RING, OTHER, count));
        link(MANY, KEY);
        assertFalse(links.contain(RING, OTHER, count));
    }

    @Test
    void whatThisProcessLinksAndUnlinksIsSeenAtOnce() {
        assertTrue(links.contain(RING, KEY, count));
        links.remove(RING, KEY);
        link(MANY, OTHER);
        assertFalse(links.contain(RING, KEY, count));

        links.add(RING, KEY);
        link(MANY + 1, OTHER);
        assertTrue(links.contain(RING, KEY, count));
        assertRead(2);
        links.move(KEY, RING, 6);
        links.move(9, 6, RING);
        assertFalse(links.contain(RING, KEY, count));
        links.forgetAll();
        link(MANY);
        assertFalse(links.contain(RING, OTHER, count));
        // What a special ID names is not known here.
        link(MANY, KEY);
        assertTrue(links.contain(RING, KEY, count));
        links.remove(Keyctl.USER_KEYRING, KEY);
        link(MANY);
        assertFalse(links.contain(RING, KEY, count));
    }

    @Test
    void whatIsUnlinkedDuringAReadingIsNotRemembered() {
        when(keyctl.readKeyring(RING)).thenAnswer(reading -> {
            links.remove(RING, KEY);
            return IntStream.range(KEY, KEY + MANY).toArray();
        });
        links.contain(RING, KEY, count);
        link(MANY, OTHER);
        assertFalse(links.contain(RING, KEY, count));
    }
}
