package org.linuxkeyring.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.linux.KernelLoader;
import org.linuxkeyring.kernel.linux.SystemCalls;
import org.linuxkeyring.testing.Await;

/** The contract on the running kernel. It is skipped, with the reason, if the kernel refuses the calls. */
public abstract class KernelKeyctlContract extends KeyctlContract {
    /** The columns of /proc/key-users: {@code uid: usage nkeys/nikeys qnkeys/maxkeys qnbytes/maxbytes}. */
    private static final int KEYS = 3;

    private static final int BYTES = 4;

    private static Keyctl keyctl;

    /** @param gate how the calls reach the kernel */
    protected static void open(Supplier<SystemCalls> gate) {
        try {
            keyctl = KernelLoader.load(System.getProperty("os.name"), System.getProperty("os.arch"), gate);
        } catch (KeyringException refused) {
            // An exception with a cause means that native code cannot be called, which is not the same as a kernel
            // without keys.
            if (refused.getCause() != null) {
                throw refused;
            }
            abort(refused.getMessage());
        }
    }

    @Override
    public Keyctl keyctl() {
        return keyctl;
    }

    @Override
    public long quotaBytes() {
        return usedAndAllowed(BYTES)[1];
    }

    /** The kernel releases quota when it destroys the keys, a moment after the last link was removed. */
    @Override
    void awaitQuota() throws InterruptedException {
        for (int column : new int[] {KEYS, BYTES}) {
            Await.until(() -> usedAndAllowed(column)[0] < usedAndAllowed(column)[1] / 4, "the quota's return");
        }
    }

    private static long[] usedAndAllowed(int column) {
        try {
            return Files.readAllLines(Path.of("/proc/key-users")).stream()
                    .map(line -> line.strip().split("[:\\s]+"))
                    .filter(fields -> fields[0].equals(uid()))
                    .map(fields -> fields[column].split("/"))
                    .map(quota -> new long[] {Long.parseLong(quota[0]), Long.parseLong(quota[1])})
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

    /** Returns the owner of the user keyring. */
    private static String uid() {
        return new String(keyctl.describe(keyctl.keyringId(Keyctl.USER_KEYRING, false)), UTF_8).split(";")[1];
    }
}
