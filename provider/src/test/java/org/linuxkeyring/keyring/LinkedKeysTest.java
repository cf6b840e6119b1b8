package org.linuxkeyring.keyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.LinkedKeys.PassedOver;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.spec.Backend;

/** What a list of linked keys tells of later changes, with few keys and with more than are read each time. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class LinkedKeysTest extends OnKeyrings {
    private static final int MOST_READ = 128;
    private static final int WITHOUT_VIEW = 0x3e000000;
    private static final int WITHOUT_READ = 0x21210000;
    private static final int ALL = 0x3f3f0000;

    private Keyctl counted;
    private Keyring top;

    LinkedKeysTest(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void openTop() {
        counted = spy(keyctl);
        top = Keys.keyring(counted, scratch().serial());
    }

    private LinkedKeys list() {
        return LinkedKeys.of(top, Optional.empty());
    }

    private static Set<String> names(LinkedKeys linked) {
        return linked.keys().stream()
                .map(each -> each.name().description().toString())
                .collect(Collectors.toSet());
    }

    private void addUpTo(int count) {
        for (int i = 0; i < count; i++) {
            scratch().add("user", "key" + i, bytes("x"));
        }
    }

    @Test
    void theKeysOfTheKeyringAndOfThoseBelowAreListed() {
        scratch().add("user", "above", bytes("x"));
        put(at(scratch().serial() + "/below", true), "beneath", "x");
        LinkedKeys linked = list();
        assertEquals(Set.of("above", "beneath"), names(linked));
        assertEquals(List.of(), linked.passedOver());
        assertTrue(linked.isCurrent());
        assertTrue(linked.mayBeCurrent());
        assertFalse(linked.areMany());
    }

    @Test
    void ofKeysThatWereListedBeforeNoNameIsAskedAgain() {
        addUpTo(3);
        LinkedKeys before = list();
        scratch().add("user", "another", bytes("x"));
        clearInvocations(counted);
        LinkedKeys now = LinkedKeys.of(top, Optional.of(before));
        assertEquals(4, now.keys().size());
        verify(counted, times(1)).describe(anyInt());
    }

    @Test
    void aKeyBelowThatCameOrWentIsNoticed() {
        Keyring below = at(scratch().serial() + "/below", true);
        LinkedKeys without = list();
        KernelKey key = put(below, "web", "x");
        assertFalse(without.isCurrent());
        assertFalse(without.mayBeCurrent());
        LinkedKeys with = list();
        assertTrue(with.isCurrent());
        keyctl.unlink(key.serial(), below.serial());
        assertFalse(with.isCurrent());
        assertFalse(with.mayBeCurrent());
    }

    @Test
    void ofFewKeysOneInAnothersPlaceIsNoticedAlways() {
        int first = scratch().add("user", "first", bytes("x"));
        LinkedKeys linked = list();
        keyctl.unlink(first, scratch().serial());
        scratch().add("user", "second", bytes("x"));
        assertFalse(linked.mayBeCurrent());
        assertFalse(linked.isCurrent());
    }

    @Test
    void ofManyKeysOneInAnothersPlaceIsNoticedByTheWholeComparisonAlone() {
        addUpTo(MOST_READ);
        assertFalse(list().areMany());
        int last = scratch().add("user", "last", bytes("x"));
        LinkedKeys linked = list();
        assertTrue(linked.areMany());
        assertTrue(linked.mayBeCurrent());
        keyctl.unlink(last, scratch().serial());
        assertFalse(linked.mayBeCurrent());
        scratch().add("user", "in its place", bytes("x"));
        assertTrue(linked.mayBeCurrent());
        assertFalse(linked.isCurrent());
    }

    @Test
    void aKeyringThatMayNotBeReadIsAnotherThanTheOneThatMight() {
        Keyring below = at(scratch().serial() + "/below", true);
        put(below, "web", "x");
        LinkedKeys linked = list();
        keyctl.setPermissions(below.serial(), WITHOUT_READ);
        assertFalse(linked.isCurrent());
        keyctl.setPermissions(below.serial(), ALL);
        assertTrue(linked.isCurrent());
    }

    @Test
    void aKeyThatIsHiddenAppearsWhenItMayBeSeen() {
        int hidden = scratch().add("user", "web", bytes("x"));
        keyctl.setPermissions(hidden, WITHOUT_VIEW);
        LinkedKeys linked = list();
        assertEquals(Set.of(), names(linked));
        assertEquals(
                List.of(hidden),
                linked.passedOver().stream().map(each -> each.key().serial()).toList());
        PassedOver passedOver = linked.passedOver().get(0);
        assertFalse(passedOver.hasAppeared());
        keyctl.setPermissions(hidden, ALL);
        assertTrue(passedOver.hasAppeared());
    }

    @Test
    void aKeyIsFoundFromAboveUnlessAnotherOfItsNameIsBeforeIt() {
        Keyring below = at(scratch().serial() + "/below", true);
        put(below, "web", "x");
        LinkedKey linked = list().keys().get(0);
        assertTrue(linked.isFoundFrom(top));
        int above = scratch().add("user", "web", bytes("y"));
        assertFalse(linked.isFoundFrom(top));
        keyctl.revoke(above);
        assertTrue(linked.isFoundFrom(top));
    }

    @Test
    void aMissingKeyIsFoundFromNowhere() {
        KernelKey key = put(top, "web", "x");
        LinkedKey linked = list().keys().get(0);
        keyctl.unlink(key.serial(), scratch().serial());
        assertFalse(linked.isFoundFrom(top));
    }
}
