package org.linuxkeyring.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** It writes rules and handlers where root alone can, so it runs on a machine of the tests' own only: a virtual one. */
@Tag("kernel")
class RequestKeyIT {
    private static final String OWN_MACHINE = "LINUXKEYRING_VM";

    /** What the script ends with where it cannot show anything. */
    private static final int SKIPPED = 77;

    @TempDir
    Path scratch;

    @Test
    void getKeyOnAnEmptyKeyringReturnsWhatAFileOrEtcdHas() throws Exception {
        assumeTrue(
                "1".equals(System.getenv(OWN_MACHINE)),
                OWN_MACHINE + "=1 is not set: this machine is not the tests' own");
        Script sample = Script.run(scratch, "request-key");
        assumeFalse(sample.status() == SKIPPED, sample.output());

        assertEquals(0, sample.status(), sample.output());
        assertFirstUse(sample, "web", "wbe");
        assertFirstUse(sample, "api", "apo");
        assertLogged(sample, "files: 'shop:web' for user 65534: there is neither");
        assertLogged(sample, "files: '../../../etc/shadow' for user 0: not a description");
        assertLogged(sample, "etcd: 'fleet:other' for user 0: etcd at https://localhost:");
        assertTrue(sample.output().contains("\nrequest_key: Key was rejected by service\n"), sample.output());
        assertFalse(sample.output().contains("PRIVATE KEY"), sample.output());

        Keyrings.assertMissing("@u/" + Script.DEMO + "-files");
        Keyrings.assertMissing("@u/" + Script.DEMO + "-etcd");
        assertFalse(Files.exists(Path.of("/etc/request-key.d/linuxkeyring.conf")));
        assertFalse(Files.exists(Path.of("/etc/linuxkeyring")));
        assertFalse(Files.exists(Path.of("/run/linuxkeyring")));
    }

    /** Five times getKey: made, read, made again after its deletion, missing, and missing without asking. */
    private static void assertFirstUse(Script sample, String known, String unknown) {
        String java = String.join(
                "\n",
                "Entries: []",
                "getKey %1$s: EC key",
                "getKey %1$s: EC key",
                "Entries: [%1$s]",
                "Certificate of %1$s: CN=%1$s",
                "Deleted; entries: []",
                "getKey %1$s: EC key",
                "getKey %2$s: null",
                "getKey %2$s: null");
        assertTrue(sample.output().contains(java.formatted(known, unknown)), sample.output());
        assertEquals(2, sample.output().split(":" + known + "' for user 0: made", -1).length - 1, sample.output());
        assertEquals(1, sample.output().split(":" + unknown + "' for user 0: ", -1).length - 1, sample.output());
    }

    private static void assertLogged(Script sample, String line) {
        assertTrue(sample.output().contains("\n" + line), sample.output());
    }
}
