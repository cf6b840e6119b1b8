package org.linuxkeyring.testing;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.HelperProgramProbe;
import org.linuxkeyring.spec.Backend;

/** Whether the kernel starts helper programs for missing keys (request-key(8)), and which may be used by tests. */
public final class Upcall {
    /**
     * Set to 1 where tests may put rules into {@link #RULES}: on a machine that is theirs alone, such as a virtual one.
     */
    private static final String OWN_MACHINE = "LINUXKEYRING_VM";

    /** Where request-key(8) finds rules beside those of /etc/request-key.conf. */
    public static final Path RULES = Path.of("/etc/request-key.d");

    private Upcall() {}

    /**
     * Skips the test unless the rules that keyutils brings for debugging are in force. They answer for {@code debug:*}
     * only: {@code debug:loop:*} is made of the callout info, and for others the callout info names the refusal.
     */
    public static void assumeRulesOfKeyutils() {
        assumeHelper();
        byte[] probe = ScratchKeyring.bytes("debug:loop:" + UUID.randomUUID());
        Keyctl keyctl = OpenBackend.of(Backend.KERNEL);
        int session = keyctl.keyringId(Keyctl.SESSION_KEYRING, false);
        int made = keyctl.requestKey(ScratchKeyring.bytes("user"), probe, ScratchKeyring.bytes("probe"), session);
        // The kernels of tests/vm are known to start helpers: a probe that fails there is no reason to skip.
        assumeTrue(
                made != Keyctl.NO_KEY || System.getenv("LINUXKEYRING_VM_KERNEL") != null,
                "request-key(8) has not the rules of keyutils' /etc/request-key.conf here");
        if (made != Keyctl.NO_KEY) {
            keyctl.unlink(made, session);
        }
    }

    /** Whether tests may change the machine's own files. */
    public static boolean isOwnMachine() {
        return "1".equals(System.getenv(OWN_MACHINE));
    }

    /** Skips the test unless the kernel starts some helper program, whatever its rules. */
    public static void assumeHelper() {
        ScratchKeyring.assumeAvailable(Backend.KERNEL);
        assumeTrue(isThere(), "there is no /sbin/request-key for the kernel to start: keyutils is not installed");
    }

    /** Skips the test where the kernel starts helper programs. */
    public static void assumeNoHelper() {
        ScratchKeyring.assumeAvailable(Backend.KERNEL);
        assumeFalse(isThere(), "the kernel starts /sbin/request-key");
    }

    private static boolean isThere() {
        try {
            new HelperProgramProbe(OpenBackend.of(Backend.KERNEL)).require();
            return true;
        } catch (KeyctlException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    /** Skips the test unless the kernel starts helpers and rules of the test's own may be put where root alone can. */
    public static void assumeRulesOfOnesOwn() {
        assumeTrue(isOwnMachine(), OWN_MACHINE + "=1 is not set: this machine is not the tests' own");
        assumeTrue(Files.isWritable(RULES), RULES + " cannot be written");
        assumeRulesOfKeyutils();
    }

    /** Puts a shell script in the place of the helper for keys of type user with such a description. */
    public static Path rule(String descriptions, Path folder, String script) throws IOException {
        Path helper = Files.writeString(folder.resolve("helper"), script);
        Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwx------"));
        return Files.writeString(
                RULES.resolve("linuxkeyring-test.conf"),
                "create user " + descriptions + " * /bin/sh " + helper + " %k %d %c %S %u\n");
    }
}
