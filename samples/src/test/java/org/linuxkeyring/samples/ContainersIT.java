package org.linuxkeyring.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The additions to a container's seccomp profile, in a container of a real runtime under a real default profile. */
class ContainersIT {
    /** What the script ends with where runc, jq, Podman's default profile or root's rights are missing. */
    private static final int SKIPPED = 77;

    private static final String WORKS = "A keystore works here.";
    private static final String WORKS_NOT = "A keystore does not work here";
    private static final Path ADDITION = Path.of("containers", "seccomp-keys.json");

    @TempDir
    Path scratch;

    @Test
    void theAdditionIsWhatAKeystoreMissesUnderTheDefaultProfile() throws Exception {
        Keyrings.assumeUsable();
        Script sample = run();

        String before = sample.output().substring(0, sample.output().indexOf("\n# The same with seccomp-keys.json"));
        String after = sample.output().substring(before.length());
        assertTrue(before.contains(WORKS_NOT), sample.output());
        assertTrue(before.contains("add_key (ENOSYS)"), sample.output());
        assertTrue(after.contains(WORKS), sample.output());
    }

    /** Podman's default profile has keyctl already, and Docker's has none of the three. */
    @ParameterizedTest
    @ValueSource(strings = {"add_key", "request_key"})
    void theAdditionHasNoCallToSpare(String call) throws Exception {
        Keyrings.assumeUsable();
        Path less = scratch.resolve("less.json");
        Files.writeString(less, Files.readString(ADDITION).replace('"' + call + '"', "\"getpid\""));

        Script sample = run(less.toString());

        assertTrue(sample.output().contains(call + " (ENOSYS)"), sample.output());
        assertFalse(sample.output().contains(WORKS), sample.output());
    }

    private Script run(String... additions) throws Exception {
        Script sample = Script.run(scratch, List.of(), "containers/doctor", additions);
        assumeFalse(sample.status() == SKIPPED, sample.output());
        assertEquals(0, sample.status(), sample.output());
        return sample;
    }
}
