package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.linuxkeyring.error.KeyringException;

/** The contract on the running kernel; skipped, with the reason, where the kernel refuses the calls. */
@Tag("kernel")
class KernelKeyctlTest extends KeyctlContract {
    private static Keyctl keyctl;

    @BeforeAll
    static void openTheKernelsKeys() {
        try {
            keyctl = Backend.KERNEL.open();
        } catch (KeyringException refused) {
            assumeTrue(false, refused.getMessage());
        }
    }

    @Override
    public Keyctl keyctl() {
        return keyctl;
    }

    /** The line of /proc/key-users, "uid: usage nkeys/nikeys qnkeys/maxkeys qnbytes/maxbytes". */
    @Override
    public long quotaBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/key-users")).stream()
                    .map(line -> line.strip().split("[:\\s]+"))
                    .filter(fields -> fields[0].equals(uid()))
                    .map(fields -> fields[4].split("/")[1])
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean privileged() {
        return uid().equals("0");
    }

    private String uid() {
        return describe(scratch()).split(";")[1];
    }
}
