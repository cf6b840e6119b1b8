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

/** The contract on the running kernel; skipped, with the reason, where the kernel refuses the calls. */
public abstract class KernelKeyctlContract extends KeyctlContract {
    /** Columns of /proc/key-users: {@code uid: usage nkeys/nikeys qnkeys/maxkeys qnbytes/maxbytes}. */
    private static final int KEYS = 3;

    private static final int BYTES = 4;

    private static Keyctl keyctl;

    /** @param gate how the calls reach the kernel */
    protected static void open(Supplier<SystemCalls> gate) {
        try {
            keyctl = KernelLoader.load(System.getProperty("os.name"), System.getProperty("os.arch"), gate);
        } catch (KeyringException refused) {
            // What has a cause is a failure of the way there, which must not pass for a kernel without keys.
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

    /** The kernel gives quota back when it destroys the keys, a moment after the last link went. */
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

    /** The user keyring's owner. */
    private static String uid() {
        return new String(keyctl.describe(keyctl.keyringId(Keyctl.USER_KEYRING, false)), UTF_8).split(";")[1];
    }
}
