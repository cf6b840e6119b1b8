package org.linuxkeyring.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvisionedIT {
    /** What the script ends with where keyctl, openssl or the kernel's keyrings are missing. */
    private static final int SKIPPED = 77;

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    @TempDir
    Path scratch;

    @Test
    void javaUsesWhatKeyctlAndOpensslPutIntoTheKeyring() throws Exception {
        Script sample = Script.run(scratch, "provisioned");
        assumeFalse(sample.status() == SKIPPED, sample.output());

        assertEquals(0, sample.status(), sample.output());
        assertTrue(sample.output().contains("\nweb: EC key of CN=localhost, its signature is good\n"), sample.output());
        Matcher digests = DIGEST.matcher(sample.output());
        assertTrue(digests.find(), sample.output());
        String java = digests.group();
        assertTrue(digests.find(), sample.output());
        assertEquals(java, digests.group(), sample.output());
        Keyrings.assertMissing("@u/" + Script.DEMO + "-provisioned");
    }
}
