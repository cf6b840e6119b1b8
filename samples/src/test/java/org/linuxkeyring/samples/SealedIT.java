package org.linuxkeyring.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("kernel")
class SealedIT {
    private static final int MISSING = 77;
    private static final String NEEDS = "This sample needs";

    @TempDir
    Path scratch;

    @Test
    void aServerServesFromTheFileAlone() throws Exception {
        Keyrings.assumeUsable();
        Script sample = Script.run(scratch, "sealed");
        assumeFalse(sample.output().contains(NEEDS), sample.output().strip());
        assumeTrue(sample.status() != MISSING, "this kernel does not seal under a logon key");

        assertEquals(0, sample.status(), sample.output());
        assertTrue(sample.output().contains("-----BEGIN LINUXKEYRING SEALED ENTRIES-----\n"), sample.output());
        assertTrue(sample.output().contains("Protocol:     TLSv1.3\n"), sample.output());
        assertTrue(sample.output().contains("Answer:       Hello from a server"), sample.output());
        assertTrue(sample.output().contains("is not the one under which they are encrypted"), sample.output());
        assertNothingIsLeft();
    }

    @Test
    void whereTheKernelCannotSealItNamesTheOptionsAndImportsNothing() throws Exception {
        Keyrings.assumeUsable();
        Script sample = Script.run(scratch, "sealed");
        assumeFalse(sample.output().contains(NEEDS), sample.output().strip());
        assumeTrue(sample.status() == MISSING, "this kernel seals under a logon key");

        assertTrue(sample.output().contains("CONFIG_CRYPTO_USER_API_AEAD"), sample.output());
        assertFalse(sample.output().contains("-importkeystore"), sample.output());
        assertNothingIsLeft();
    }

    private static void assertNothingIsLeft() throws Exception {
        Keyrings.assertMissing("@u/" + Script.DEMO);
        Keyrings.assertMissing("@u/" + Script.DEMO + "-trust");
    }
}
