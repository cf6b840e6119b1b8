package org.linuxkeyring.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.UnrecoverableEntryException;
import java.security.UnrecoverableKeyException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.FlightRecord;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keystore.LinuxKeyringKeyStore;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.Keys;
import org.linuxkeyring.spec.Writes;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** What a flight recording has of a keystore's operations. */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class EventsTest extends OnEachBackend {
    private static final LinuxKeyringProvider PROVIDER = new LinuxKeyringProvider();
    private static final KeyPair PAIR = TestKeys.pair("EC/secp256r1");
    private static final String SECRET = "not to be seen by anyone";

    EventsTest(Backend backend) {
        super(backend);
    }

    private void set(String alias) throws Exception {
        scratch().keyStore().setKeyEntry(alias, PAIR.getPrivate(), null, TestCertificates.chain(PAIR.getPublic(), 1));
    }

    private static SecretKey secret() {
        return new SecretKeySpec(bytes(SECRET), "HmacSHA256");
    }

    private KeyStore opaque() throws Exception {
        return ScratchKeyring.keyStore(scratch().settings().keys(Keys.OPAQUE));
    }

    /** Returns the text of an event, with the fields in the order of their names, on this test's keyring. */
    private String event(String name, String text) {
        return name + "{" + text.replace("HERE", Integer.toString(scratch().serial())) + "}";
    }

    private static List<String> recorded(String name, FlightRecord.Code code) throws Exception {
        return FlightRecord.of(List.of(name), code).stream()
                .map(FlightRecord::text)
                .toList();
    }

    @Test
    void aLookupTellsWhatWasFound() throws Exception {
        set("web");
        KeyStore store = scratch().keyStore();
        assertEquals(
                List.of(
                        event("KeyLookup", "alias=web, keyring=HERE, kind=private key, operation=getKey, result=done"),
                        event(
                                "KeyLookup",
                                "alias=web, keyring=HERE, kind=private key, operation=getEntry, result=done"),
                        event("KeyLookup", "alias=none, keyring=HERE, kind=, operation=getKey, result=absent"),
                        event("KeyLookup", "alias=none, keyring=HERE, kind=, operation=getEntry, result=absent")),
                recorded("KeyLookup", () -> {
                    store.getKey("web", null);
                    store.getEntry("web", null);
                    store.getKey("none", null);
                    store.getEntry("none", null);
                }));
    }

    @Test
    void aLookupTellsWhyAnEntryCannotBeRecovered() throws Exception {
        scratch().add("user", "broken", bytes("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
        KeyStore store = scratch().keyStore();
        List<String> events = recorded(
                "KeyLookup", () -> assertThrows(UnrecoverableKeyException.class, () -> store.getKey("broken", null)));
        assertEquals(1, events.size());
        assertTrue(events.get(0).contains("result=MalformedEntryException"), events.toString());
    }

    @Test
    void aChangeTellsWhatWasChanged() throws Exception {
        KeyStore store = scratch().keyStore();
        assertEquals(
                List.of(
                        event("Change", "alias=web, keyring=HERE, kind=private key, operation=set, result=done"),
                        event("Change", "alias=mac, keyring=HERE, kind=secret key, operation=set, result=done"),
                        event("Change", "alias=root, keyring=HERE, kind=certificate, operation=set, result=done"),
                        event("Change", "alias=web, keyring=HERE, kind=, operation=timeout, result=done"),
                        event("Change", "alias=web, keyring=HERE, kind=, operation=delete, result=done"),
                        event("Change", "alias=web, keyring=HERE, kind=, operation=delete, result=absent"),
                        event("Change", "alias=, keyring=HERE, kind=, operation=store, result=done")),
                recorded("Change", () -> {
                    store.setKeyEntry("web", PAIR.getPrivate(), null, TestCertificates.chain(PAIR.getPublic(), 1));
                    store.setKeyEntry("mac", secret(), null, null);
                    store.setCertificateEntry("root", TestCertificates.root());
                    KeyringKeyStore.of(store).setTimeout("web", Duration.ofHours(1));
                    store.deleteEntry("web");
                    store.deleteEntry("web");
                    store.store(new ByteArrayOutputStream(), null);
                }));
    }

    @Test
    void aChangeThatIsRefusedHasFailed() throws Exception {
        KeyStore store = ScratchKeyring.keyStore(scratch().settings().writes(Writes.NEVER));
        List<String> events = recorded(
                "Change",
                () -> assertThrows(KeyStoreException.class, () -> store.setKeyEntry("mac", secret(), null, null)));
        assertEquals(
                List.of(event(
                        "Change", "alias=mac, keyring=HERE, kind=secret key, operation=set, result=KeyringException")),
                events);
    }

    /** A keystore that never writes still refuses to be stored over a file that is none of it. */
    @Test
    void whicheverOperationIsRefusedTellsWhy() throws Exception {
        scratch().add("user", "broken", bytes("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
        KeyStore store = ScratchKeyring.keyStore(scratch().settings().writes(Writes.NEVER));
        LinuxKeyringKeyStore ours = (LinuxKeyringKeyStore) KeyringKeyStore.of(store);
        Optional<byte[]> other = Optional.of(new byte[] {0x30, 0, 1, 2});
        List<RecordedEvent> events = FlightRecord.of(List.of("KeyLookup", "Change"), () -> {
            assertThrows(UnrecoverableEntryException.class, () -> store.getEntry("broken", null));
            assertThrows(KeyStoreException.class, () -> store.deleteEntry("broken"));
            assertThrows(KeyStoreException.class, () -> ours.setTimeout("broken", Duration.ofHours(1)));
            assertThrows(IOException.class, () -> ours.storeOver(other, new ByteArrayOutputStream()));
        });
        assertEquals(
                List.of(
                        "getEntry MalformedEntryException",
                        "delete KeyringException",
                        "timeout KeyringException",
                        "store KeyringException"),
                events.stream()
                        .map(event -> event.getString("operation") + " " + event.getString("result"))
                        .toList());
    }

    @Test
    void aRefusalNamesTheCallTheErrorAndTheKernelsKey() throws Exception {
        set("web");
        KeyStore store = scratch().keyStore();
        int serial = scratch().keyctl().search(scratch().serial(), bytes("user"), bytes("web"), 0);
        scratch().keyctl().revoke(serial);
        List<String> events = FlightRecord.of(
                        List.of("Refusal", "KeyLookup"),
                        () -> assertThrows(UnrecoverableKeyException.class, () -> store.getKey("web", null)))
                .stream()
                .map(FlightRecord::text)
                .toList();
        assertEquals(2, events.size(), events.toString());
        assertTrue(events.get(0).startsWith("Refusal{alias=web, call=KEYCTL_"), events.toString());
        assertTrue(
                events.get(0).contains("errno=EKEYREVOKED, keyring=" + scratch().serial()), events.toString());
        assertEquals(
                event("KeyLookup", "alias=web, keyring=HERE, kind=, operation=getKey, result=EKEYREVOKED"),
                events.get(1));
    }

    @Test
    void anEntryThatIsPassedOverIsARefusal() throws Exception {
        set("web");
        KeyStore store = scratch().keyStore();
        int serial = scratch().keyctl().search(scratch().serial(), bytes("user"), bytes("web"), 0);
        scratch().keyctl().revoke(serial);
        List<String> events = recorded("Refusal", () -> store.getCertificateChain("web"));
        assertEquals(1, events.size(), events.toString());
        assertTrue(events.get(0).contains("alias=web"), events.toString());
        assertTrue(events.get(0).contains("errno=EKEYREVOKED"), events.toString());
    }

    @Test
    void theUseOfAnOpaqueKeyIsOneEventForEachOperation() throws Exception {
        set("web");
        scratch().keyStore().setKeyEntry("mac", secret(), null, null);
        PrivateKey key = (PrivateKey) opaque().getKey("web", null);
        SecretKey mac = (SecretKey) opaque().getKey("mac", null);
        String signing = event(
                "KeyUse",
                "algorithm=SHA256withECDSA, alias=web, keyring=HERE, kind=opaque, operation=sign, result=done");
        String tagging = event(
                "KeyUse",
                "algorithm=HmacSHA256, alias=mac, keyring=HERE, kind=opaque, operation=authenticate, result=done");
        assertEquals(List.of(signing, signing, tagging), recorded("KeyUse", () -> {
            Signature signature = Signature.getInstance("SHA256withECDSA", PROVIDER);
            signature.initSign(key);
            signature.sign();
            signature.sign();
            Mac tag = Mac.getInstance("HmacSHA256", PROVIDER);
            tag.init(mac);
            tag.doFinal(bytes("message"));
        }));
    }

    @Test
    void aKeyThatIsGoneCannotBeUsedAndTheEventTellsWhy() throws Exception {
        set("web");
        PrivateKey key = (PrivateKey) opaque().getKey("web", null);
        int serial = scratch().keyctl().search(scratch().serial(), bytes("user"), bytes("web"), 0);
        scratch().keyctl().revoke(serial);
        assertEquals(
                List.of(event(
                        "KeyUse",
                        "algorithm=SHA256withECDSA, alias=web, keyring=HERE, kind=opaque, operation=sign,"
                                + " result=EKEYREVOKED")),
                recorded("KeyUse", () -> {
                    Signature signature = Signature.getInstance("SHA256withECDSA", PROVIDER);
                    assertThrows(InvalidKeyException.class, () -> signature.initSign(key));
                }));
    }

    @Test
    void aHandshakeTellsWhichKeyWasChosen() throws Exception {
        set("web");
        KeyManagerFactory factory = KeyManagerFactory.getInstance("LINUXKEYRING", PROVIDER);
        factory.init(scratch().keyStore(), null);
        X509ExtendedKeyManager manager = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
        assertEquals(
                List.of(
                        event("Handshake", "alias=web, host=, keyring=HERE, kind=ec, operation=server, result=done"),
                        event("Handshake", "alias=, host=, keyring=HERE, kind=, operation=server, result=absent")),
                recorded("Handshake", () -> {
                    manager.chooseEngineServerAlias("EC", null, null);
                    manager.chooseEngineServerAlias("RSA", null, null);
                }));
    }

    private void doEverything() throws Exception {
        KeyStore store = scratch().keyStore();
        set("web");
        store.setKeyEntry("mac", secret(), SECRET.toCharArray(), null);
        store.getKey("mac", SECRET.toCharArray());
        store.getKey("web", null);
        assertThrows(UnrecoverableKeyException.class, () -> store.getKey("mac", "guessed wrongly".toCharArray()));
        Mac tag = Mac.getInstance("HmacSHA256", PROVIDER);
        tag.init(opaque().getKey("mac", SECRET.toCharArray()));
        tag.doFinal(bytes(SECRET));
        store.deleteEntry("mac");
    }

    @Test
    void nothingIsRecordedUnlessItIsAskedFor() throws Exception {
        assertEquals(List.of(), FlightRecord.of(List.of(), this::doEverything));
    }

    @Test
    void anOperationTakesTheTimeThatItTook() throws Exception {
        List<RecordedEvent> events = FlightRecord.of(FlightRecord.ALL, this::doEverything);
        assertFalse(events.isEmpty());
        for (RecordedEvent event : events) {
            assertTrue(event.getDuration().toNanos() > 0, event.toString());
            assertEquals(Thread.currentThread().getName(), event.getThread().getJavaName());
        }
    }

    @Test
    void noEventHasASecret() throws Exception {
        String hex = HexFormat.of().formatHex(PAIR.getPrivate().getEncoded());
        List<RecordedEvent> events = FlightRecord.of(FlightRecord.ALL, this::doEverything);
        assertEquals(8, events.size(), events.toString());
        for (RecordedEvent event : events) {
            String text = event.toString();
            assertFalse(text.contains(SECRET) || text.contains("guessed") || text.contains(hex), text);
        }
    }
}
