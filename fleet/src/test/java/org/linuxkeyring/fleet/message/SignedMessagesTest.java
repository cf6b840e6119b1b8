package org.linuxkeyring.fleet.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Integer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machine records, catalog entries and reports, and the names in them. */
class SignedMessagesTest {
    private static final Signer PUBLISHER = TestFleet.publisher();
    private static final MachineRecord RECORD = new MachineRecord(
            TestFleet.MACHINE,
            3,
            true,
            TestFleet.certificate(),
            new TreeSet<>(List.of(GroupName.of("web"), GroupName.of("eu"))));
    private static final CatalogEntry ENTRY = new CatalogEntry(
            TestFleet.WEB,
            7,
            false,
            TestFleet.PUBLISHED,
            TestFleet.EXPIRY,
            new TreeSet<>(List.of(TestFleet.MACHINE, MachineId.of("web2"))));
    private static final Report REPORT = new Report(
            TestFleet.MACHINE,
            TestFleet.PUBLISHED,
            List.of(
                    new Report.State(TestFleet.WEB, 7, Optional.of(TestFleet.EXPIRY), Optional.empty()),
                    new Report.State(EntryName.of("api"), 0, Optional.empty(), Optional.of("no such user: \u00e9"))));

    private static void assertRefused(String why, Executable verification) {
        MessageException refused = assertThrows(MessageException.class, verification);
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }

    @Test
    void aMachineRecordIsReadAsItWasSigned() throws Exception {
        assertEquals(RECORD, MachineRecord.verify(TestFleet.MACHINE, RECORD.sign(PUBLISHER), TestFleet.pinned()));
        assertRefused(
                "stored for web2 is of web1",
                () -> MachineRecord.verify(MachineId.of("web2"), RECORD.sign(PUBLISHER), TestFleet.pinned()));
        assertRefused(
                "not among the known signers",
                () -> MachineRecord.verify(
                        TestFleet.MACHINE, RECORD.sign(TestFleet.signer("Ed25519")), TestFleet.pinned()));
    }

    @Test
    void aCatalogEntryIsReadAsItWasSigned() throws Exception {
        assertEquals(ENTRY, CatalogEntry.verify(TestFleet.WEB, ENTRY.sign(PUBLISHER), TestFleet.pinned()));
        assertRefused(
                "stored as shop/api is of shop/web",
                () -> CatalogEntry.verify(EntryName.of("shop/api"), ENTRY.sign(PUBLISHER), TestFleet.pinned()));
        assertRefused(
                "is no catalog entry",
                () -> CatalogEntry.verify(TestFleet.WEB, RECORD.sign(PUBLISHER), TestFleet.pinned()));
    }

    @Test
    void aReportIsReadAsTheMachineSignedIt() throws Exception {
        Signer machine = new Signer(TestFleet.recipient().key(), TestFleet.certificate());
        assertEquals(REPORT, Report.verify(TestFleet.MACHINE, REPORT.sign(machine), TestFleet.certificate()));
        assertRefused(
                "not among the known signers",
                () -> Report.verify(TestFleet.MACHINE, REPORT.sign(PUBLISHER), TestFleet.certificate()));
        assertRefused(
                "is of web1.example",
                () -> Report.verify(MachineId.of("web2"), REPORT.sign(machine), TestFleet.certificate()));
    }

    @Test
    void aListThatDoesNotAscendIsRefused() throws Exception {
        byte[] content = Der.encode(Fields.sequence(
                new ASN1Integer(1),
                Fields.text("web1.example"),
                new ASN1Integer(1),
                ASN1Boolean.TRUE,
                Certificates.encode(TestFleet.certificate()),
                Fields.sequence(Fields.text("web"), Fields.text("web"))));
        byte[] signed = PUBLISHER.sign(MessageType.MACHINE_RECORD, content);
        assertRefused("ascending order", () -> MachineRecord.verify(TestFleet.MACHINE, signed, TestFleet.pinned()));
    }

    @Test
    void aLongErrorIsCut() {
        assertEquals(
                500,
                new Report.State(TestFleet.WEB, 1, Optional.empty(), Optional.of("x".repeat(1000)))
                        .error()
                        .orElseThrow()
                        .length());
    }

    @Test
    void aTimeWithAFractionIsNotWritten() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Report(TestFleet.MACHINE, Instant.parse("2026-11-28T08:00:00.5Z"), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "shop/web", "a/b/c/d/e/f/g/h", "Shop.eu/web_1-2"})
    void aNameIsAKeyringAndAnAlias(String text) {
        EntryName name = EntryName.of(text);
        assertEquals("@u/" + text, name.keyring() + "/" + name.alias());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/web",
                "web/",
                "shop//web",
                "../web",
                "shop/.web",
                "@u/web",
                "%user:web",
                "a b",
                "w\u00e9b",
                "a/b/c/d/e/f/g/h/i",
                "\0",
                "web\n"
            })
    void otherNamesAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> EntryName.of(text));
        assertThrows(IllegalArgumentException.class, () -> MachineId.of(text + "/"));
        assertThrows(IllegalArgumentException.class, () -> GroupName.of(text + "/"));
    }

    @Test
    void aFingerprintIsReadAsOpensslPrintsIt() {
        Fingerprint fingerprint = Fingerprint.of(TestFleet.certificate());
        String colons = fingerprint.hex().toUpperCase(java.util.Locale.ROOT).replaceAll("(..)(?!$)", "$1:");
        assertEquals(fingerprint, Fingerprint.of(colons));
        assertThrows(IllegalArgumentException.class, () -> Fingerprint.of("00"));
    }
}
