package org.linuxkeyring.keystore.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.security.KeyPair;
import java.security.KeyStore;
import java.security.UnrecoverableEntryException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.entry.Entries;
import org.linuxkeyring.entry.EntryEncoder;
import org.linuxkeyring.entry.ExpiryNote;
import org.linuxkeyring.entry.HeldKeyNote;
import org.linuxkeyring.entry.Payload;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.LinkedEntries;
import org.linuxkeyring.keystore.LinkedEntries.Decoder;
import org.linuxkeyring.keystore.LinkedEntries.Place;
import org.linuxkeyring.keystore.LinkedEntries.Seen;
import org.linuxkeyring.keystore.ServedEntries;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** What a single read of an entry tells TLS, by which the entry is compared later. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class LinkedEntriesTest extends OnEachBackend {
    private static final KeyPair PAIR = TestKeys.pair("EC/secp256r1");
    private static final int WITHOUT_READ_AND_SEARCH = 0x35010000;

    private LinkedEntries entries;

    LinkedEntriesTest(Backend backend) {
        super(backend);
    }

    @BeforeEach
    void open() throws Exception {
        entries = ServedEntries.of(scratch().keyStore()).orElseThrow().linked().orElseThrow();
    }

    private Place place(String alias) {
        return entries.list(Optional.empty()).places().stream()
                .filter(place -> place.alias().equals(alias))
                .findFirst()
                .orElseThrow();
    }

    private <T> Seen<T> read(String alias, Decoder<T> decoder) {
        return entries.read(place(alias), decoder).orElseThrow();
    }

    private X509Certificate addCertificate(String alias) throws Exception {
        X509Certificate certificate = TestCertificates.selfSigned(alias);
        scratch().add("user", alias, certificate.getEncoded());
        return certificate;
    }

    /** Sets the entry of a private key, alias {@code web}, and returns its chain. */
    private X509Certificate[] setPrivateKey() throws Exception {
        X509Certificate[] chain = TestCertificates.chain(PAIR.getPublic(), 2);
        scratch().keyStore().setKeyEntry("web", PAIR.getPrivate(), null, chain);
        return chain;
    }

    /** Adds an entry of a secret key that the kernel holds, and returns the serial of that key. */
    private int addHeldSecret() throws Exception {
        KeyName held = HeldName.next(new KeyName(KeyType.USER, Description.of("token")), KeyType.LOGON);
        HeldKeyNote note = new HeldKeyNote(held.description(), Optional.empty());
        scratch().add("user", "token", Entries.bytes(EntryEncoder.heldSecretKey("AES", Instant.EPOCH, Set.of(note))));
        return scratch().add("logon", held.description().toString(), bytes("0123456789abcdef"));
    }

    @Test
    void aPrivateKeyIsSeenWithItsChain() throws Exception {
        X509Certificate[] chain = setPrivateKey();

        Seen<X509Certificate[]> seen = read("web", entries.chains());
        assertArrayEquals(chain, seen.value().orElseThrow());
        assertFalse(seen.mayBeHeld());
        assertEquals(Instant.MAX, seen.end());
        assertEquals(
                Optional.of(2),
                read("web", entries.chains().then(found -> found.length)).value());
        assertTrue(entries.hasTag(place("web"), seen.tag().orElseThrow()));
        assertEquals(
                PAIR.getPrivate(),
                read("web", entries.privateKeys(alias -> null))
                        .value()
                        .orElseThrow()
                        .getPrivateKey());
        assertEquals(Optional.of(chain[0]), read("web", entries.certificates()).value());
    }

    /** A key of type asymmetric may lie beside a certificate, and makes it the entry of a private key. */
    @Test
    void aCertificateMayBecomeAHeldKeyForWhoeverWantsKeys() throws Exception {
        X509Certificate certificate = addCertificate("ca");

        Seen<Integer> key = read("ca", entries.chains().then(chain -> chain.length));
        assertTrue(key.mayBeHeld());
        assertEquals(Optional.empty(), key.value());
        Seen<X509Certificate> trusted = read("ca", entries.certificates());
        assertFalse(trusted.mayBeHeld());
        assertEquals(Optional.of(certificate), trusted.value());
    }

    @Test
    void aHeldKeyIsSeenWhereTheResultDependsOnIt() throws Exception {
        int held = addHeldSecret();

        Seen<X509Certificate[]> key = read("token", entries.chains());
        assertEquals(held, key.held().orElseThrow().serial());
        assertTrue(key.mayBeHeld());
        assertEquals(Optional.empty(), key.tag());
        Seen<X509Certificate> trusted = read("token", entries.certificates());
        assertEquals(Optional.empty(), trusted.held());
        assertFalse(trusted.mayBeHeld());
    }

    @Test
    void whateverDecodingThrowsIsARefusalExceptWhatConcernsTheKeyring() throws Exception {
        addCertificate("ca");
        UnrecoverableEntryException declared = new UnrecoverableEntryException("declared");

        Seen<Object> seen = read("ca", (alias, entry) -> {
            throw declared;
        });
        assertEquals(Optional.of(declared), seen.refusal());
        assertTrue(seen.tag().isPresent());

        seen = read("ca", (alias, entry) -> {
            throw new IllegalStateException("not declared");
        });
        assertTrue(seen.refusal().orElseThrow().getMessage().contains("not declared"));

        Decoder<Object> refused = (alias, entry) -> {
            throw new KeyringException("the keyring has gone");
        };
        assertEquals(Optional.empty(), entries.read(place("ca"), refused));
    }

    @Test
    void onlyAPrivateKeyOrACertificateHasBecomeAnEntry() throws Exception {
        addCertificate("ca");
        scratch().add("user", "secret", bytes("0123456789abcdef"));
        scratch().add("user", "spoilt", bytes("-----BEGIN CERTIFICATE-----\ncut off"));
        Set<KeyStore.Entry.Attribute> ended = Set.of(new ExpiryNote(Instant.EPOCH));
        Payload past = EntryEncoder.certificate(TestCertificates.selfSigned("past"), Instant.EPOCH, ended);
        scratch().add("user", "past", Entries.bytes(past));
        setPrivateKey();
        assertTrue(entries.hasBecomeAnEntry(place("web")));
        assertTrue(entries.hasBecomeAnEntry(place("ca")));
        for (String alias : Set.of("secret", "spoilt", "past")) {
            assertFalse(entries.hasBecomeAnEntry(place(alias)), alias);
        }

        Place unreadable = place("ca");
        scratch().keyctl().setPermissions(unreadable.key().serial(), WITHOUT_READ_AND_SEARCH);
        assertFalse(entries.hasBecomeAnEntry(unreadable));
    }

    @Test
    void aPlaceIsTheSameAsLongAsTheSameKeyStandsForTheAlias() throws Exception {
        addCertificate("ca");
        addCertificate("other");
        Place first = place("ca");
        assertTrue(first.isSame(place("ca")));
        assertFalse(first.isSame(place("other")));
        assertFalse(first.isSame(new Place("%user:ca", first.linked())));

        scratch().keyctl().unlink(first.key().serial(), scratch().serial());
        addCertificate("ca");
        assertFalse(first.isSame(place("ca")));
    }

    @Test
    void payloadsOfSomeTypesAreNeverRead() {
        assertTrue(LinkedEntries.isReadable(KeyType.USER));
        assertFalse(LinkedEntries.isReadable(KeyType.LOGON));
        assertFalse(LinkedEntries.isReadable(KeyType.ASYMMETRIC));
    }
}
