package org.linuxkeyring.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit files, run by systemd on a virtual machine of their own. */
class SystemdUnitsIT {
    /** What the script ends with where it is not on such a machine, or systemd is missing. */
    private static final int SKIPPED = 77;

    @TempDir
    Path scratch;

    @Test
    void eachServiceFindsItsKeyAndLeavesNone() throws Exception {
        Script sample = Script.run(scratch, "systemd/try");
        assumeFalse(sample.status() == SKIPPED, sample.output());

        assertEquals(0, sample.status(), sample.output());
        assertRuns("shop.service", "user: server\n", sample);
        assertRuns("shop-held.service", "asymmetric: server#", sample);
    }

    private static void assertRuns(String unit, String key, Script sample) {
        Pattern course = Pattern.compile(
                "\\$ systemctl start " + unit + "\nimported 'server'\nServing https://.*keyring: shop\n[^\n]*" + key
                        + ".*\\$ systemctl stop [^\n]*\n\\$ keyctl show @u\nKeyring\n[^\n]*keyring: _uid[^\n]*\n(\n|$)",
                Pattern.DOTALL);
        assertTrue(course.matcher(sample.output()).find(), sample.output());
    }
}
