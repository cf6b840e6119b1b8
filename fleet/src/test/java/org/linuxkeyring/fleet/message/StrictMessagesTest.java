package org.linuxkeyring.fleet.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages that deviate from docs/FORMAT.md section 5, signed by someone who may sign them: none is written or read.
 */
class StrictMessagesTest {
    private static final Signer MACHINE = new Signer(TestFleet.recipient().key(), TestFleet.certificate());

    private static void assertRefused(String why, Executable refused) {
        String message = assertThrows(MessageException.class, refused).getMessage();
        assertTrue(message.contains(why), message);
    }

    private static byte[] report(ASN1Encodable time, ASN1Encodable... state) {
        return Der.encode(Fields.sequence(
                new ASN1Integer(1),
                Fields.text(TestFleet.MACHINE.text()),
                time,
                Fields.sequence(Fields.sequence(state))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20261128080000+0100", "20261128080000-0000", "20261128080000", "20261128080000.5Z",
                "20261328080000Z", "20261128086000Z", "19691231235959Z", "2026112808000Z0"
            })
    void aTimeThatIsNotInUtcAndWholeSecondsIsRefused(String time) {
        assertThrows(
                MessageException.class,
                () -> Report.decode(report(new DERGeneralizedTime(time), Fields.text("shop/web"), new ASN1Integer(1))));
    }

    @Test
    void anErrorThatIsTooLongIsRefused() throws Exception {
        for (int length : new int[] {500, 501}) {
            byte[] content = report(
                    Fields.time(TestFleet.PUBLISHED),
                    Fields.text("shop/web"),
                    new ASN1Integer(1),
                    Fields.tagged(1, Fields.text("x".repeat(length))));
            if (length == 500) {
                assertEquals(1, Report.decode(content).states().size());
            } else {
                assertRefused("over 500 characters", () -> Report.decode(content));
            }
        }
    }

    @Test
    void aReportThatNobodyWouldReadIsNotSigned() {
        List<Report.State> states = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            EntryName name = EntryName.of(("a".repeat(60) + "/").repeat(7) + "e" + i);
            states.add(new Report.State(name, 0, Optional.empty(), Optional.of("x".repeat(500))));
        }
        Report report = new Report(TestFleet.MACHINE, TestFleet.PUBLISHED, states);
        assertRefused("The report of 2000 entries", () -> report.sign(MACHINE));
    }

    @Test
    void aCatalogEntryWithMoreRecipientsThanAreReadIsNotSigned() throws Exception {
        TreeSet<MachineId> machines = new TreeSet<>();
        for (int i = 0; i <= 100_000; i++) {
            machines.add(MachineId.of(Integer.toString(i, Character.MAX_RADIX)));
        }
        Instant time = TestFleet.PUBLISHED;
        assertRefused(
                "100001 recipients, and 100000 are allowed",
                () -> new CatalogEntry(TestFleet.WEB, 1, false, time, time, machines).sign(TestFleet.publisher()));
        machines.pollLast();
        CatalogEntry most = new CatalogEntry(TestFleet.WEB, 1, false, time, time, machines);
        assertEquals(most, CatalogEntry.verify(TestFleet.WEB, most.sign(TestFleet.publisher()), TestFleet.pinned()));
    }

    /** Bouncy Castle signs the time as well unless it is told otherwise. */
    @Test
    void aSignatureWithMoreAttributesIsRefused() throws Exception {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(
                        new JcaDigestCalculatorProviderBuilder().build())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(MACHINE.key()), MACHINE.certificate()));
        byte[] message = Der.encode(generator
                .generate(
                        new CMSProcessableByteArray(
                                MessageType.REPORT.identifier(), "report".getBytes(StandardCharsets.US_ASCII)),
                        true)
                .toASN1Structure());
        assertRefused(
                "in a way that is not allowed",
                () -> SignedMessage.content(message, MessageType.REPORT, List.of(MACHINE.certificate())));
    }
}
