package org.linuxkeyring.fleet.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.linuxkeyring.fleet.message.MessageException;
import org.linuxkeyring.fleet.message.TestFleet;
import org.linuxkeyring.testing.Budget;
import org.linuxkeyring.testing.Corpus;

/** Envelopes, as anyone who may write to the store makes them. */
class EnvelopeFuzz {
    @DictionaryEntries({
        "\\x06\\x0B\\x2A\\x86\\x48\\x86\\xF7\\x0D\\x01\\x09\\x10\\x01\\x17",
        "\\x06\\x09\\x2A\\x86\\x48\\x86\\xF7\\x0D\\x01\\x01\\x07",
        "\\x06\\x09\\x60\\x86\\x48\\x01\\x65\\x03\\x04\\x01\\x2E",
        "\\x30\\x84\\x7F\\xFF\\xFF\\xFF",
        "\\x30\\x80",
        "\\x02\\x01\\x00"
    })
    @FuzzTest
    void open(byte[] input) throws Exception {
        Budget.require(() -> {
            try {
                TestFleet.recipient().open(TestFleet.WEB, input);
            } catch (MessageException e) {
                Corpus.requireReason(e);
            }
        });
    }
}
