package org.linuxkeyring.fleet.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.linuxkeyring.fleet.message.Contents;
import org.linuxkeyring.fleet.message.MessageException;
import org.linuxkeyring.testing.Budget;
import org.linuxkeyring.testing.Corpus;

/** What is signed, as a publisher or machine makes it whose key was stolen. */
class ContentFuzz {
    @DictionaryEntries({
        "\\x02\\x01\\x01",
        "\\x0C\\x08shop/web",
        "\\x0C\\x04web1",
        "\\x18\\x0F20261128080000Z",
        "\\x01\\x01\\xFF",
        "\\xA0\\x82",
        "\\x30\\x84\\x7F\\xFF\\xFF\\xFF"
    })
    @FuzzTest
    void decode(byte[] input) throws Exception {
        Budget.require(() -> {
            for (Contents.Type type : Contents.Type.values()) {
                try {
                    Contents.decode(type, input);
                } catch (MessageException e) {
                    Corpus.requireReason(e);
                }
            }
        });
    }
}
