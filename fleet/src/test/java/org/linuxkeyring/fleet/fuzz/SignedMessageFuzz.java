package org.linuxkeyring.fleet.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.linuxkeyring.fleet.message.CatalogEntry;
import org.linuxkeyring.fleet.message.MachineRecord;
import org.linuxkeyring.fleet.message.MessageException;
import org.linuxkeyring.fleet.message.Report;
import org.linuxkeyring.fleet.message.TestFleet;
import org.linuxkeyring.testing.Budget;
import org.linuxkeyring.testing.Corpus;

/** Signed messages, before their signature is known to be wrong. */
class SignedMessageFuzz {
    private interface Verification {
        Object verify() throws MessageException;
    }

    @DictionaryEntries({
        "\\x06\\x09\\x2A\\x86\\x48\\x86\\xF7\\x0D\\x01\\x07\\x02",
        "\\x06\\x09\\x60\\x86\\x48\\x01\\x65\\x03\\x04\\x02\\x01",
        "\\x06\\x08\\x2A\\x86\\x48\\xCE\\x3D\\x04\\x03\\x02",
        "\\x30\\x84\\x7F\\xFF\\xFF\\xFF",
        "\\xA0\\x80",
        "\\x02\\x01\\x03"
    })
    @FuzzTest
    void verify(byte[] input) throws Exception {
        Budget.require(() -> {
            verify(() -> MachineRecord.verify(TestFleet.MACHINE, input, TestFleet.pinned()));
            verify(() -> CatalogEntry.verify(TestFleet.WEB, input, TestFleet.pinned()));
            verify(() -> Report.verify(TestFleet.MACHINE, input, TestFleet.certificate()));
        });
    }

    private static void verify(Verification verification) {
        try {
            verification.verify();
        } catch (MessageException e) {
            Corpus.requireReason(e);
        }
    }
}
