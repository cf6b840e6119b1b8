package org.linuxkeyring.keystore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.AdditionalMatchers.aryEq;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import java.nio.ByteBuffer;
import java.security.KeyStore.Entry.Attribute;
import java.security.KeyStoreException;
import java.security.PKCS12Attribute;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.store.HeldEntries;
import org.linuxkeyring.keystore.store.HeldName;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.Permissions;

/** An entry of two keys changes as one. The held keys are of type logon, which every kernel has. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class HeldEntriesTest extends OnHeldEntries {
    HeldEntriesTest(Backend backend) {
        super(backend);
    }

    @Test
    void aListingShowsTheEntryAndNotTheKeyThatIsHeldForIt() throws Exception {
        KeyName held = hold(ENTRY, EntryPolicy.NONE);

        assertEquals(List.of(ENTRY), entries.names());
        assertEquals(Set.of(ENTRY, held), Set.copyOf(allKeys()));
    }

    @Test
    void aLogonKeyOfAnotherToolIsListedByItself() {
        scratch().add("logon", "app:token", SECRET);

        assertEquals("[%logon:app:token]", entries.names().toString());
    }

    /** An entry has one type, or the other if its certificates and attributes are too many for the first. */
    @Test
    void aKeyIsNamedAfterTheReadableKeyOfWhateverType() throws Exception {
        assumeTrue(new KeyTypeProbe(scratch().keyctl()).exists(KeyType.BIG_KEY), "this kernel has no big_key");
        Attribute large = new PKCS12Attribute("1.2.3.4", "x".repeat(40_000));

        KeyName small = holdAs("token", Set.of());
        KeyName big = holdAs("token", Set.of(large));

        assertTrue(small.toString().startsWith("%logon:linuxkeyring:user:token#"), small.toString());
        assertTrue(big.toString().startsWith("%logon:linuxkeyring:big_key:token#"), big.toString());
        assertEquals(
                List.of("%big_key:token"),
                entries.names().stream().map(KeyName::toString).toList());
        assertTrue(entries.remove(new KeyName(KeyType.BIG_KEY, Description.of("token"))));
        assertEquals(List.of(), allKeys());
    }

    /**
     * A held key is named after its entry, so it cannot stay with the entry when that becomes a key of another type.
     */
    @Test
    void anEntryThatOutgrowsItsTypeWithTheSameKeyIsRefusedAndStays() throws Exception {
        assumeTrue(new KeyTypeProbe(scratch().keyctl()).exists(KeyType.BIG_KEY), "this kernel has no big_key");
        KeyName held = holdAs("token", Set.of());
        Set<Attribute> large = Set.of(new PKCS12Attribute("1.2.3.4", "x".repeat(40_000)));
        KernelKey key = entries.key(held).orElseThrow();

        KeyringException refused = assertThrows(
                KeyringException.class, () -> writer(entries, "token").keep(key, (end, note) -> payload(note, large)));

        assertTrue(refused.getMessage().contains("Store the original"), refused.getMessage());
        assertEquals(Set.of(ENTRY, held), Set.copyOf(allKeys()));
        assertEquals("perm", timeLeft(held));
    }

    /** Sets an entry as a keystore does, and returns the name of the key that is held for it. */
    private KeyName holdAs(String alias, Set<Attribute> attributes) throws KeyStoreException {
        return holdAs(entries, alias, attributes);
    }

    private KeyName holdAs(HeldEntries store, String alias, Set<Attribute> attributes) throws KeyStoreException {
        try (Payload key = EntryEncoder.bare(new SecretKeySpec(SECRET, "AES"))) {
            writer(store, alias).hold(KeyType.LOGON, key, (end, note) -> payload(note, attributes));
        }
        return Stream.of(KeyType.USER, KeyType.BIG_KEY)
                .flatMap(type -> entries.kept(new KeyName(type, Description.of(alias))).stream())
                .flatMap(policy -> policy.predecessor().stream())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRemovedEntryLeavesNothingBehind() throws Exception {
        hold(ENTRY, EntryPolicy.NONE);
        hold(ENTRY, EntryPolicy.NONE);

        entries.remove(ENTRY);

        assertEquals(List.of(), allKeys());
    }

    @Test
    void anEntryWithANameThatBeginsTheSameKeepsItsKey() throws Exception {
        KeyName longer = new KeyName(KeyType.USER, Description.of("token#0123456789abcdef"));
        KeyName held = hold(longer, EntryPolicy.NONE);
        hold(ENTRY, EntryPolicy.NONE);

        entries.remove(ENTRY);

        assertEquals(Set.of(longer, held), Set.copyOf(allKeys()));
    }

    @Test
    void theTimeoutIsThatOfBothKeys() throws Exception {
        KeyName held = hold(ENTRY, EntryPolicy.NONE.expiringIn(Duration.ofSeconds(9000)));

        assertEquals("2h", timeLeft(held));
        assertEquals("2h", timeLeft(ENTRY));
    }

    @Test
    void aNewKeyGetsTheMaskOfTheOneItReplaces() throws Exception {
        hold(ENTRY, EntryPolicy.NONE.permitting(Permissions.of("0x3f3f0000")));
        KeyName second = hold(ENTRY, EntryPolicy.NONE);

        assertEquals(
                "0x3f3f0000",
                "0x"
                        + Integer.toHexString(entries.key(second)
                                .orElseThrow()
                                .metadata()
                                .permissions()
                                .bits()));
    }

    @Test
    void aKeyThatIsRefusedLeavesTheOldEntry() throws Exception {
        KeyName held = hold(ENTRY, EntryPolicy.NONE);
        KeyName withoutService = new KeyName(KeyType.LOGON, Description.of("token"));

        assertThrows(KeyringException.class, () -> hold(ENTRY, withoutService, EntryPolicy.NONE));

        assertEquals(Set.of(ENTRY, held), Set.copyOf(allKeys()));
        assertEquals("perm", timeLeft(held));
    }

    @Test
    void anEntryThatMayNotBeReadInAKeyringThatMayNotBeListedIsReplacedAllTheSame() throws Exception {
        put(SECRET);
        RefusedCall refusal = new RefusedCall("KEYCTL_READ", Errno.EACCES.number(), "a key");
        Keyctl refusing = mock(Keyctl.class, delegatesTo(scratch().keyctl()));
        doThrow(refusal).when(refusing).read(anyInt(), any());
        doThrow(refusal).when(refusing).readKeyring(anyInt());
        HeldEntries through = through(refusing);

        through.put(
                ENTRY, ByteBuffer.wrap(bytes("another")), through.kept(ENTRY).orElse(EntryPolicy.NONE));

        assertEquals(
                Optional.of("another"),
                entries.read(ENTRY, payload -> UTF_8.decode(payload).toString()));
    }

    @Test
    void aKeyThatIsHeldForAnotherEntryIsNotGivenAway() throws Exception {
        holdAs("token", Set.of());
        KernelKey others = entries.key(holdAs("other", Set.of())).orElseThrow();

        KeyringException refused = assertThrows(KeyringException.class, () -> keep(entries, others, EntryPolicy.NONE));

        assertTrue(refused.getMessage().contains("the kernel holds its key for another entry"), refused.getMessage());
    }

    private void keep(HeldEntries store, KernelKey key, EntryPolicy policy) throws KeyStoreException {
        writer(store, "token", policy).keep(key, (end, note) -> payload(note, Set.of()));
    }

    @Test
    void anEntryThatIsStoredAnewWithItsHeldKeyGivesItsTimeoutToThatAndAMinuteToALeftover() throws Exception {
        KeyName held = holdAs("token", Set.of());
        KeyName leftover = HeldName.next(ENTRY, KeyType.LOGON);
        scratch().add("logon", leftover.description().toString(), SECRET);

        keep(entries, entries.key(held).orElseThrow(), EntryPolicy.NONE.expiringIn(Duration.ofSeconds(9000)));

        assertEquals("2h", timeLeft(ENTRY));
        assertEquals("2h", timeLeft(held));
        assertAMinute(timeLeft(leftover));
    }

    /** Returns calls to the kernel of which KEYCTL_SET_TIMEOUT with 0, which takes a timeout away, is refused. */
    private Keyctl refusingTimeouts(Errno errno) {
        Keyctl refusing = mock(Keyctl.class, delegatesTo(scratch().keyctl()));
        doThrow(new RefusedCall("KEYCTL_SET_TIMEOUT", errno.number(), "the key"))
                .when(refusing)
                .setTimeout(anyInt(), eq(0));
        return refusing;
    }

    @Test
    void aHeldKeyThatGetsNoTimeoutIsTold() throws Exception {
        KeyName held = holdAs("token", Set.of());
        String mayBeWithout = "the entry is stored, but the key that the kernel holds for it may not have got its";
        HeldEntries refused = through(refusingTimeouts(Errno.EIO));
        KernelKey key = refused.key(held).orElseThrow();
        for (Executable change : List.<Executable>of(
                () -> keep(refused, key, EntryPolicy.NONE), () -> holdAs(refused, "new", Set.of()))) {
            String told = assertThrows(KeyringException.class, change).getMessage();
            assertTrue(told.contains(mayBeWithout), told);
        }
        assertEquals(2, entries.names().size());
    }

    @Test
    void aHeldKeyThatMayGetNoTimeoutIsToldByTheRefusalItself() throws Exception {
        KeyName held = holdAs("token", Set.of());
        HeldEntries refused = through(refusingTimeouts(Errno.EACCES));
        KernelKey key = refused.key(held).orElseThrow();

        KeyctlException told = assertThrows(KeyctlException.class, () -> keep(refused, key, EntryPolicy.NONE));

        assertEquals(Errno.EACCES, told.errno());
    }

    @Test
    void anEntryThatIsRefusedLeavesNoHeldKey() {
        Keyctl refusing = mock(Keyctl.class, delegatesTo(scratch().keyctl()));
        doThrow(new RefusedCall("add_key", Errno.EIO.number(), "the key"))
                .when(refusing)
                .addKey(aryEq(bytes("user")), any(), any(), anyInt());

        assertThrows(KeyringException.class, () -> holdAs(through(refusing), "token", Set.of()));

        verify(refusing).addKey(aryEq(bytes("logon")), any(), any(), anyInt());
        assertEquals(List.of(), allKeys());
    }
}
