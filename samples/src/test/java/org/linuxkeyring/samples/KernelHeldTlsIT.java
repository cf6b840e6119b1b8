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
import org.linuxkeyring.keyring.key.KeyTypeProbe;

@Tag("kernel")
class KernelHeldTlsIT {
    private static final int MISSING = 77;

    @TempDir
    Path scratch;

    @Test
    void aServerServesWithAKeyThatNoOneCanRead() throws Exception {
        Keyrings.assumeUsable();
        assumeTrue(Keyrings.holdPrivateKeys(), KeyTypeProbe.PKCS8_NEEDS);
        Script sample = Script.run(scratch, "kernel-held-tls");
        assumeTrue(sample.status() != MISSING, sample.output());

        assertEquals(0, sample.status(), sample.output());
        assertTrue(sample.output().contains("\\_ asymmetric: server#"), sample.output());
        assertTrue(sample.output().contains("Entry type: PrivateKeyEntry\n"), sample.output());
        assertTrue(sample.output().contains("Operation not supported"), sample.output());
        assertTrue(sample.output().contains("Protocol:     TLSv1.3\n"), sample.output());
        assertTrue(sample.output().contains("Answer:       Hello from a server"), sample.output());
        Keyrings.assertMissing("@u/" + Script.DEMO);
        Keyrings.assertMissing("@u/" + Script.DEMO + "-trust");
    }

    @Test
    void whereTheKernelCannotHoldKeysItNamesTheOptions() throws Exception {
        Keyrings.assumeUsable();
        assumeFalse(Keyrings.holdPrivateKeys(), "this kernel holds private keys");
        Script sample = Script.run(scratch, "kernel-held-tls");
        assumeFalse(sample.output().contains("This sample needs"), sample.output());

        assertEquals(MISSING, sample.status(), sample.output());
        assertFalse(sample.output().contains("keytool -importkeystore"), sample.output());
        assertTrue(sample.output().contains("CONFIG_PKCS8_PRIVATE_KEY_PARSER"), sample.output());
    }
}
