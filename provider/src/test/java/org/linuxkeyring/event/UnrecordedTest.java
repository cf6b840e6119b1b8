package org.linuxkeyring.event;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.fixture.FlightRecord;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.testing.Budget;

/** What operations pay for events that nobody records: no object. */
class UnrecordedTest {
    private static final int OPERATIONS = 1000;
    private static final EntryName ENTRY = new EntryName("web", "@u/shop");
    private static final KeyctlException REFUSAL = new RefusedCall("KEYCTL_READ", 13, "key 1");

    private static void operate() {
        end(Trace.lookup("getKey", "web", "@u/shop"));
        end(Trace.use("sign", "SHA256withECDSA", ENTRY));
        end(Trace.handshake("server", "localhost", "@u/shop"));
        end(Trace.change("set", "web", "@u/shop"));
        Trace.passedOver("web", "@u/shop", REFUSAL);
    }

    private static void end(Trace trace) {
        trace.chosen("web");
        trace.kind(ENTRY);
        trace.absent();
        trace.done(ENTRY);
        trace.failed(REFUSAL);
        trace.finish();
    }

    private static void operateOften() {
        for (int i = 0; i < OPERATIONS; i++) {
            operate();
        }
    }

    /** What the first operations allocate, for classes that are loaded, does not count. */
    private static long allocated() {
        Budget.allocated(UnrecordedTest::operate);
        return Budget.allocated(UnrecordedTest::operateOften);
    }

    /** What the JVM makes once counts, too; the smallest object of each operation would be 16 bytes. */
    private static void assertMakesNoObject() {
        long bytes = allocated();
        assertTrue(bytes < OPERATIONS, bytes + " bytes for " + OPERATIONS + " operations");
    }

    @Test
    void anOperationThatIsNotRecordedMakesNoObject() {
        assertMakesNoObject();
    }

    @Test
    void norDoesOneAfterARecording() throws Exception {
        long[] recorded = new long[1];
        FlightRecord.of(FlightRecord.ALL, () -> recorded[0] = allocated());
        assertTrue(recorded[0] > 4 * OPERATIONS, "the events of a recording are objects: " + recorded[0]);
        assertMakesNoObject();
    }
}
