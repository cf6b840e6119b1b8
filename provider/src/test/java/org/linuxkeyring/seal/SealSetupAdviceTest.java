package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.command.CommandRun;
import org.linuxkeyring.spec.Backend;

/** What {@code seal setup} advises where a kernel does not seal under the key that was chosen. */
class SealSetupAdviceTest {
    @TempDir
    private Path folder;

    private final SealingKernel kernel = new SealingKernel();

    private String refused(String... choice) {
        Path file = folder.resolve("shop.keyring");
        CommandRun command = new CommandRun(kernel::keyctl, Backend.MEMORY);
        List<String> line = new ArrayList<>(List.of("seal", "setup", file.toString(), "--keyring", "@u/shop"));
        line.addAll(List.of(choice));

        assertEquals(1, command.run(line.toArray(String[]::new)), command.err());

        assertTrue(command.err().contains("No file was made."), command.err());
        assertFalse(Files.exists(file));
        return command.err();
    }

    /** Another key would be refused for the same reason. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--tpm=0x81000002", "--master=trusted:kmk", "--key=logon:linuxkeyring:kek"})
    void noOtherKeyIsAdvisedWhereTheKernelSealsUnderNone(String choice) {
        kernel.withoutSockets();
        String refusal = choice.isEmpty() ? refused() : refused(choice);

        assertTrue(refusal.contains("This kernel seals under no key"), refusal);
        assertTrue(refusal.contains("AF_ALG"), refusal);
        assertFalse(refusal.contains("tpm2"), refusal);
        assertFalse(refusal.contains("systemd"), refusal);
        assertFalse(refusal.contains("Load"), refusal);
    }

    @Test
    void withoutATpmItsKeyAndSystemdsAreAdvised() {
        kernel.withoutTrusted();
        String refusal = refused();

        assertTrue(refusal.contains("tpm2_createprimary -C o -G ecc"), refusal);
        assertTrue(refusal.contains("tpm2_evictcontrol -C o -c primary.ctx 0x81000001"), refusal);
        assertTrue(refusal.contains("systemd-creds encrypt"), refusal);
        assertTrue(refusal.contains("--key logon:linuxkeyring:kek"), refusal);
    }

    @Test
    void forAKeyThatWasChosenThatKeyAloneIsAdvised() {
        kernel.withoutTrusted();
        String refusal = refused("--tpm", "0x81000002");
        assertTrue(refusal.contains("0x81000002"), refusal);
        assertFalse(refusal.contains("systemd-creds"), refusal);

        refusal = refused("--master", "trusted:no-such-key");
        assertTrue(refusal.contains("Load the master key trusted:no-such-key first"), refusal);
    }
}
