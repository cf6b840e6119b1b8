package org.linuxkeyring.keystore.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.Permissions;

/** Policies as values: what each sets, and what of two policies counts. */
class EntryPolicyValuesTest {
    private static final KeyName HELD = new KeyName(KeyType.LOGON, Description.of("linuxkeyring:x"));
    private static final Instant END = Instant.parse("2027-01-01T00:00:00Z");

    private static EntryPolicy of(String metadata) {
        return EntryPolicy.of(KeyMetadata.parse(bytes(metadata)));
    }

    @Test
    void aPolicyTakesOverWhatAnotherKeyHas() {
        EntryPolicy policy = of("user;1000;100;3f010000;web");
        assertEquals(Optional.of(1000), policy.owner());
        assertEquals(Optional.of(100), policy.group());
        assertEquals(Optional.of(Permissions.of(0x3f010000)), policy.permissions());
        assertEquals(Optional.empty(), policy.expiry());
        assertEquals(Optional.of(0), of("user;0;0;3f010000;web").group());
        assertEquals(Optional.empty(), of("user;0;-1;3f010000;web").group());
    }

    @Test
    void whatOnePolicyLeavesOpenTheOtherDecides() {
        EntryPolicy first = EntryPolicy.NONE.expiringAt(END).succeeding(Optional.of(HELD));
        EntryPolicy second = of("user;1000;100;3f010000;web").expiringAt(END.plusSeconds(1));
        EntryPolicy both = first.or(second);
        assertEquals(Optional.of(END), both.expiry());
        assertEquals(Optional.of(HELD), both.predecessor());
        assertEquals(second.permissions(), both.permissions());
        assertEquals(second.owner(), both.owner());
        assertEquals(second.group(), both.group());
        assertEquals(Optional.empty(), both.withoutPredecessor().predecessor());
        assertEquals(Optional.of(HELD), EntryPolicy.NONE.or(first).predecessor());
    }

    @Test
    void onlyAPolicyOfNothingSetsNothing() {
        assertTrue(EntryPolicy.NONE.setsNothing());
        assertTrue(EntryPolicy.NONE.expiringAt(EntryPolicy.NEVER).setsNothing());
        assertTrue(EntryPolicy.NONE.succeeding(Optional.of(HELD)).setsNothing());
        assertFalse(EntryPolicy.NONE.expiringAt(END).setsNothing());
        assertFalse(EntryPolicy.NONE.permitting(Permissions.of(0)).setsNothing());
        Optional<Integer> id = Optional.of(1);
        Optional<Integer> none = Optional.empty();
        assertFalse(new EntryPolicy(Optional.empty(), Optional.empty(), Optional.empty(), id, none).setsNothing());
        assertFalse(new EntryPolicy(Optional.empty(), Optional.empty(), Optional.empty(), none, id).setsNothing());
    }

    @Test
    void aKeyThatIsToBeMovedMayBeLinkedAndRestrictedAgain() {
        assertEquals(
                Optional.of(Permissions.of(0x3b000000)),
                EntryPolicy.NONE
                        .permitting(Permissions.of(0x0b000000))
                        .linkable()
                        .permissions());
        EntryPolicy linkable = EntryPolicy.NONE.permitting(Permissions.of(0x1b000000));
        assertSame(linkable, linkable.linkable());
        assertSame(EntryPolicy.NONE, EntryPolicy.NONE.linkable());
    }

    /** The kernel counts whole seconds from the start of the current one, and 0 would mean never. */
    @Test
    void aTimeoutIsAtLeastASecondAndAtMost68Years() {
        assertEquals(Optional.empty(), EntryPolicy.NONE.secondsLeft());
        assertEquals(
                Optional.empty(), EntryPolicy.NONE.expiringAt(EntryPolicy.NEVER).secondsLeft());
        assertEquals(
                Optional.of(1),
                EntryPolicy.NONE.expiringAt(Instant.now().minusSeconds(100)).secondsLeft());
        assertEquals(
                Optional.of(Integer.MAX_VALUE),
                EntryPolicy.NONE.expiringAt(Instant.now().plusSeconds(1L << 40)).secondsLeft());
        int left = EntryPolicy.NONE
                .expiringIn(Duration.ofSeconds(1000))
                .secondsLeft()
                .orElseThrow();
        assertTrue(left > 900 && left <= 1000, () -> left + " s");
    }

    @Test
    void aTimeoutOfZeroIsNoEnd() {
        assertEquals(
                Optional.of(EntryPolicy.NEVER),
                EntryPolicy.NONE.expiringIn(Duration.ZERO).expiry());
        assertEquals(
                Optional.empty(), EntryPolicy.NONE.expiringIn(Duration.ZERO).end());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, -1000})
    void whatIsOverHasEnded(long seconds) {
        assertTrue(
                EntryPolicy.NONE.expiringAt(Instant.now().plusSeconds(seconds)).hasEnded());
    }

    @Test
    void whatIsToComeHasNotEnded() {
        assertFalse(EntryPolicy.NONE.expiringAt(Instant.now().plusSeconds(1000)).hasEnded());
        assertFalse(EntryPolicy.NONE.expiringAt(EntryPolicy.NEVER).hasEnded());
        assertFalse(EntryPolicy.NONE.hasEnded());
    }
}
