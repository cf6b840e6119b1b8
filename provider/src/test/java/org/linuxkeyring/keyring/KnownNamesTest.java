package org.linuxkeyring.keyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.Permissions;

/** A second listing shows what a first one would, the same on every backend. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class KnownNamesTest extends OnEachBackend {
    private final KnownNames known = new KnownNames();
    private Keyctl keyctl;
    private Keyring keyring;

    KnownNamesTest(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void listTwoKeys() {
        keyctl = spy(scratch().keyctl());
        keyring = new Keyring(keyctl, scratch().serial());
        put("one");
        put("two");
        keyring.list(known);
        clearInvocations(keyctl);
    }

    private KernelKey put(String description) {
        return keyring.put(KeyType.USER, Description.of(description), ByteBuffer.wrap(bytes("x")));
    }

    private void assertListed() {
        assertEquals(keyring.list().toString(), keyring.list(known).toString());
    }

    private KernelKey key(String description) {
        return keyring.search(KeyType.USER, Description.of(description)).orElseThrow();
    }

    @Test
    void whatIsKnownIsNotDescribedAgain() {
        assertEquals(2, keyring.list(known).size());
        verify(keyctl, never()).describe(anyInt());
    }

    @Test
    void aNewKeyIsListedAndKnownFromThenOn() {
        KernelKey made = put("three");
        assertListed();
        clearInvocations(keyctl);
        assertEquals(3, keyring.list(known).size());
        verify(keyctl, never()).describe(made.serial());
    }

    @Test
    void aKeyThatHasTakenAnothersPlaceIsListedInstead() {
        keyring.unlink(key("one"));
        put("one");
        assertListed();
    }

    @Test
    void aKeyThatWasRemovedOrHasDiedIsListedNoMore() {
        keyring.unlink(key("one"));
        keyctl.revoke(key("two").serial());
        assertEquals(List.of(), keyring.list(known));
    }

    @Test
    void aKeyThatMayNotBeSearchedForIsListedAsBefore() {
        key("two").setPermissions(Permissions.of("0x03030000"));
        assertListed();
    }

    /** By getKey it is found, too. */
    @Test
    void aKeyThatMayNotBeViewedAnyMoreStaysListed() {
        key("two").setPermissions(Permissions.of("0x3e3e0000"));
        assertEquals(1, keyring.list().size());
        assertEquals(2, keyring.list(known).size());
    }

    /** As a process does for months that sets and deletes a token. */
    @Test
    void namesOfKeysThatAreGoneAreForgotten() {
        KeyName name = new KeyName(KeyType.USER, Description.of("passing"));
        for (int i = 0; i < 1_200; i++) {
            KernelKey made = put("passing");
            keyring.occurrences(name, known);
            keyring.unlink(made);
        }
        assertTrue(known.bySerial().size() < 1_010, () -> known.bySerial().size() + " names are known");
        assertEquals(2, keyring.list(known).size());
        assertEquals(2, known.bySerial().size());
    }

    @Test
    void aKeyInAKeyringBelowIsListedThere() {
        Keyring below = keyring.childOrNew("below");
        below.put(KeyType.USER, Description.of("deep"), ByteBuffer.wrap(bytes("x")));
        assertListed();
        assertListed();
        below.put(KeyType.USER, Description.of("one"), ByteBuffer.wrap(bytes("hidden")));
        assertListed();
        keyring.unlink(key("one"));
        assertListed();
    }
}
