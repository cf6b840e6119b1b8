package org.linuxkeyring.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedSecretIT {
    @TempDir
    Path scratch;

    @Test
    void anotherProcessUsesTheSecretUntilItExpires() throws Exception {
        Keyrings.assumeUsable();
        Script sample = Script.run(scratch, "shared-secret");

        assertEquals(0, sample.status(), sample.output());
        assertTrue(sample.output().contains("\\_ user: token-secret\n"), sample.output());
        assertTrue(sample.output().contains("\nValid: alice\nExpired: the keystore has 0 entries\n"), sample.output());
        assertFalse(sample.output().contains("backend=memory"), sample.output());
        Keyrings.assertMissing("@u/" + Script.DEMO + "-shared");
    }
}
