package org.linuxkeyring.processes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStoreException;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.Await;

/** A scratch keyring in which changes are made with faults. Nothing that they made may be left when a test is over. */
@Tag("kernel")
abstract class OnFaultyKernel {
    /** Errors that some code tells apart, and one for all others. */
    private static final Set<Errno> TOLD_APART = EnumSet.of(
            Errno.EPERM,
            Errno.ENOENT,
            Errno.EINTR,
            Errno.ENOMEM,
            Errno.EACCES,
            Errno.EEXIST,
            Errno.EOPNOTSUPP,
            Errno.EDQUOT,
            Errno.ENOKEY,
            Errno.EKEYEXPIRED,
            Errno.EKEYREVOKED);

    @TempDir
    private Path folder;

    private ScratchKeyring scratch;
    private ChangeCases cases;

    /** Returns the changes, or those whose names match the system property {@code changes}. */
    static Stream<Change> changes() {
        String chosen = System.getProperty("changes", ".*");
        return Stream.of(Change.values()).filter(change -> change.name().matches(chosen));
    }

    /**
     * Returns some errors, or those that the system property {@code errors} lists; {@code all} are all that the man
     * pages name.
     */
    static Set<Errno> errors() {
        String chosen = System.getProperty("errors");
        if (chosen == null) {
            return TOLD_APART;
        }
        return chosen.equals("all")
                ? EnumSet.complementOf(EnumSet.of(Errno.UNKNOWN))
                : EnumSet.copyOf(
                        Stream.of(chosen.split(",")).map(Errno::valueOf).toList());
    }

    @BeforeEach
    void open() {
        scratch = ScratchKeyring.of(Backend.KERNEL);
    }

    @AfterEach
    void close() throws InterruptedException {
        if (scratch != null) {
            scratch.close();
        }
        if (cases != null) {
            String made = cases.place().suffix();
            Await.until(() -> !keys().contains(made), "the kernel has no key of " + made);
        }
    }

    /** Returns what /proc/keys shows; it hides keys that the process may not view. */
    private static String keys() {
        try {
            return Files.readString(Path.of("/proc/keys"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    final ScratchKeyring scratch() {
        return scratch;
    }

    /** Returns the file with the contents of {@link #cases}. */
    final Path contents() {
        return folder.resolve("contents");
    }

    /** Returns the cases of a change; skips the test where the kernel cannot hold the change's keys. */
    final ChangeCases cases(Change change) throws Exception {
        assumeTrue(
                !change.isOfHeldPair() || new KeyTypeProbe(scratch.keyctl()).parsesPkcs8(),
                "this kernel has no asymmetric keys in PKCS#8 (CONFIG_PKCS8_PRIVATE_KEY_PARSER)");
        Contents.write(contents(), change.isOfHeldPair() ? Contents.RSA : Contents.EC, 2);
        try {
            cases = new ChangeCases(scratch, change, Contents.read(contents()));
            return cases;
        } catch (KeyStoreException e) {
            assumeTrue(!change.isHeld() || !e.getMessage().contains("AF_ALG"), e.getMessage());
            throw e;
        }
    }
}
