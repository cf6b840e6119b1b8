package org.linuxkeyring.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keystore.LinkedEntries;
import org.linuxkeyring.keystore.LinkedEntries.Decoder;
import org.linuxkeyring.keystore.LinkedEntries.Seen;
import org.linuxkeyring.keystore.ServedEntries;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestCertificates;

/** What an index is told of the changes to a keyring: each change, and nothing but the changes. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class WatchedEntriesTest extends OnScratchKeyring {
    private static final int WITHOUT_READ_AND_SEARCH = 0x21210000;
    private static final int WITHOUT_VIEW = 0x3e000000;
    private static final int ALL = 0x3f010000;
    private static final int MANY = 40;

    /** What the index was told since it was last looked at, in no order. */
    private final Set<String> told = new TreeSet<>();

    private LinkedEntries entries;
    private Decoder<X509Certificate> decoder;
    private WatchedEntries<X509Certificate> watched;

    WatchedEntriesTest(Backend backend) {
        super(backend);
    }

    /** Notes each call, with the content that the entry had at that time. */
    private final class Noted implements WatchedEntries.Index<X509Certificate> {
        @Override
        public void add(Watched<X509Certificate> entry) {
            told.add("add " + nameOf(entry));
        }

        @Override
        public void remove(Watched<X509Certificate> entry) {
            told.add("remove " + nameOf(entry));
        }

        @Override
        public void reorder() {
            told.add("reorder");
        }
    }

    private static String nameOf(Watched<X509Certificate> entry) {
        String subject = entry.content()
                .map(certificate -> certificate.getSubjectX500Principal().getName())
                .orElse("nothing");
        return entry.alias() + " " + subject;
    }

    @BeforeEach
    void watchTwo() throws Exception {
        keyStore().deleteEntry("root");
        put("first", "one");
        put("second", "two");
        entries = spy(ServedEntries.of(keyStore()).orElseThrow().linked().orElseThrow());
        decoder = entries.certificates();
        watch();
    }

    private void watch() {
        watched = new WatchedEntries<>(entries, decoder, new Noted(), () -> 5);
    }

    private void put(String alias, String name) throws Exception {
        scratch().add("user", alias, TestCertificates.selfSigned(name).getEncoded());
    }

    private void addMoreThanTheSweepGetsTo() throws Exception {
        for (int i = 0; i < MANY; i++) {
            put("other" + i, "other");
        }
        watch();
    }

    private int serial(String alias) {
        return scratch().keyctl().search(scratch().serial(), bytes("user"), bytes(alias), Keyctl.NO_KEY);
    }

    private Watched<X509Certificate> watched(String alias) {
        return watched.all().stream()
                .filter(entry -> entry.alias().equals(alias))
                .findFirst()
                .orElseThrow();
    }

    private Set<String> told() {
        Set<String> since = new TreeSet<>(told);
        told.clear();
        return since;
    }

    private void requireOrderOf(String... aliases) {
        List<Watched<X509Certificate>> all = watched.all();
        assertEquals(
                Set.of(aliases), new TreeSet<>(all.stream().map(Watched::alias).toList()));
        for (int i = 0; i < all.size(); i++) {
            assertEquals(i, all.get(i).order());
            assertTrue(all.get(i).isListed());
        }
    }

    @Test
    void theFirstListingTellsOfEachEntry() {
        assertEquals(Set.of("add first CN=one", "add second CN=two", "reorder"), told());
        requireOrderOf("first", "second");
    }

    @Test
    void aQuestionWithoutAChangeTellsNothingAndReadsNothing() {
        told();
        clearInvocations(entries);
        watched.ask();
        assertFalse(watched.compareAll());
        assertEquals(Set.of(), told());
        verify(entries, never()).read(any(), any());
        verify(entries, never()).list(any());
    }

    @Test
    void anAddedEntryIsToldOfAloneAndIsReadAlone() throws Exception {
        told();
        Watched<X509Certificate> first = watched("first");
        clearInvocations(entries);
        put("third", "three");
        watched.ask();
        assertEquals(Set.of("add third CN=three", "reorder"), told());
        assertSame(first, watched("first"));
        verify(entries).read(any(), any());
        verify(entries).list(any());
        clearInvocations(entries);
        watched.ask();
        verify(entries, never()).list(any());
        requireOrderOf("first", "second", "third");
    }

    @Test
    void aDeletedEntryIsToldOfAloneAndIsNoLongerListed() {
        told();
        Watched<X509Certificate> gone = watched("second");
        scratch().keyctl().unlink(serial("second"), scratch().serial());
        watched.ask();
        assertEquals(Set.of("remove second CN=two", "reorder"), told());
        assertFalse(gone.isListed());
        requireOrderOf("first");
    }

    @Test
    void aReplacedPayloadIsRemovedAsItWasAndAddedAsItIs() throws Exception {
        for (String alias : List.of("first", "second")) {
            told();
            String before = nameOf(watched(alias));
            scratch()
                    .keyctl()
                    .update(
                            serial(alias),
                            ByteBuffer.wrap(TestCertificates.selfSigned("new").getEncoded()));
            assertTrue(watched.compareAll());
            assertEquals(Set.of("remove " + before, "add " + alias + " CN=new"), told());
            assertFalse(watched.compareAll());
        }
    }

    @Test
    void anEntryThatIsNoLongerListedIsNotReadAgain() throws Exception {
        Watched<X509Certificate> gone = watched("second");
        scratch().keyctl().unlink(serial("second"), scratch().serial());
        watched.ask();
        told();
        watched.ask().among(() -> List.of(gone));
        assertEquals(Set.of(), told());
        assertEquals("second CN=two", nameOf(gone));
    }

    @Test
    void theDeathOfAKeyHasAllListedAnewOnce() throws Exception {
        told();
        clearInvocations(entries);
        scratch().keyctl().revoke(serial("second"));
        watched.ask();
        Set<String> changes = told();
        assertTrue(changes.contains("remove second CN=two"), changes::toString);
        assertFalse(changes.contains("add second CN=two"), changes::toString);
        verify(entries).list(Optional.empty());
        clearInvocations(entries);
        watched.ask();
        verify(entries, never()).list(any());
    }

    @ParameterizedTest
    @ValueSource(ints = {WITHOUT_READ_AND_SEARCH, WITHOUT_VIEW})
    void aKeyThatMayNotBeReadIsTriedAtEachQuestionUntilItMay(int permissions) throws Exception {
        int second = serial("second");
        scratch().keyctl().setPermissions(second, permissions);
        addMoreThanTheSweepGetsTo();
        told();
        for (int i = 0; i < 2; i++) {
            watched.ask();
            assertFalse(told().contains("add second CN=two"));
        }
        scratch().keyctl().setPermissions(second, ALL);
        watched.ask();
        assertTrue(told().contains("add second CN=two"));
        watched.ask();
        assertEquals(Set.of(), told());
    }

    @Test
    void aKeyOfATypeThatIsNeverReadIsNotTriedAgain() {
        scratch().add("logon", "shop:token", bytes("x"));
        watch();
        clearInvocations(entries);
        watched.ask();
        assertFalse(watched.compareAll());
        verify(entries, never()).read(any(), any());
    }

    @Test
    void aChangeOfTheIndexIsMade() {
        List<String> made = new ArrayList<>();
        watched.change(() -> made.add("change"));
        assertEquals(List.of("change"), made);
    }

    /** An entry on which another key decides is read again when the keyring has changed, since that key may be new. */
    @Test
    void anEntryThatAnotherKeyDecidesOverIsReadAgainWhenAKeyIsAdded() throws Exception {
        X509Certificate decided = TestCertificates.selfSigned("decided");
        addMoreThanTheSweepGetsTo();
        KernelKey last = watched.all().get(MANY).place().key();
        String alias = watched.all().get(MANY).alias();
        List<Optional<X509Certificate>> values = new ArrayList<>(List.of(Optional.empty()));
        doAnswer(call -> {
                    @SuppressWarnings("unchecked")
                    Optional<Seen<X509Certificate>> seen = (Optional<Seen<X509Certificate>>) call.callRealMethod();
                    LinkedEntries.Place place = call.getArgument(0);
                    return place.key().equals(last)
                            ? seen.map(read -> new Seen<>(
                                    read.tag(), read.held(), true, read.end(), values.get(0), read.refusal()))
                            : seen;
                })
                .when(entries)
                .read(any(), any());
        watch();
        told();

        put("third", "three");
        watched.ask();
        assertEquals(Set.of("add third CN=three", "reorder"), told());

        values.set(0, Optional.of(decided));
        put("fourth", "four");
        watched.ask();
        assertEquals(
                Set.of("add fourth CN=four", "remove " + alias + " nothing", "add " + alias + " CN=decided", "reorder"),
                told());
    }
}
