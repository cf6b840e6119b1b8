package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;

/** A process that is killed while it stores a new entry leaves nothing, or the entry with its timeout and mask. */
@Tag("kernel")
class KilledWriterIT {
    /** The limit on calls, which is more than the program makes, so that a program without an end fails the test. */
    private static final int MOST_CALLS = 40;

    private static final int KILLED = 128 + 9;

    /**
     * A mask that forbids linking the key is set after the key is linked: until then the mask grants link in addition.
     */
    @ParameterizedTest
    @CsvSource({"0x3f030000, 3f030000, 3f030000", "0x0b010000, 0b010000, 3b010000"})
    void aNewEntryIsNeverFoundWithoutItsPolicy(String mask, String whole, String between) throws Exception {
        try (ScratchKeyring scratch = ScratchKeyring.of(Backend.KERNEL)) {
            int call = 0;
            boolean isMade = false;
            while (!isMade) {
                call++;
                assertTrue(call < MOST_CALLS, "the entry is never made");
                Outcome outcome =
                        Child.of(command(scratch.serial(), call, mask)).run();
                isMade = outcome.out().startsWith(DyingWriter.MADE);
                assertEquals(isMade ? 0 : KILLED, outcome.status(), outcome::toString);
                assertHasItsPolicy(scratch, isMade ? List.of(whole) : List.of(whole, between), call);
                assertEquals(isMade, isMade && scratch.links().length == 1);
                scratch.keyctl().clear(scratch.serial());
            }
        }
    }

    private static void assertHasItsPolicy(ScratchKeyring scratch, List<String> masks, int call) {
        for (int key : scratch.links()) {
            String description = new String(scratch.keyctl().describe(key), StandardCharsets.UTF_8);
            String where = description + ", killed before call " + call;
            assertTrue(description.startsWith("user;") && description.endsWith(";new"), where);
            assertTrue(masks.contains(description.split(";")[3]), where);
            assertNotEquals("perm", scratch.keyctl().timeLeft(key), where);
        }
    }

    private static List<String> command(int keyring, int call, String mask) {
        Jdk jdk = Jdk.installed().get(0);
        return ChildJvm.of(jdk)
                .options("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
                .options(jdk.nativeAccess().toArray(String[]::new))
                .classPath(List.of(Jars.all()))
                .commandLine(DyingWriter.class, Integer.toString(keyring), Integer.toString(call), mask);
    }
}
