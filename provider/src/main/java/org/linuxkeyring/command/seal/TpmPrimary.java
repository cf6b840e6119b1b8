package org.linuxkeyring.command.seal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.linuxkeyring.command.terminal.CommandException;

/** The TPM's key below which the kernel makes keys of type {@code trusted}, made by tpm2-tools. */
public final class TpmPrimary {
    private static final String TCTI = "TPM2TOOLS_TCTI";

    private TpmPrimary() {}

    /**
     * Makes a primary key of the owner's hierarchy, and keeps it at a persistent handle.
     *
     * @throws CommandException if tpm2-tools are not installed, or the TPM refuses
     */
    public static void make(String handle) throws CommandException, IOException {
        Path folder = Files.createTempDirectory("linuxkeyring-tpm");
        String primary = folder.resolve("primary.ctx").toString();
        try {
            run("tpm2_createprimary", "-Q", "-C", "o", "-G", "ecc", "-c", primary);
            run("tpm2_evictcontrol", "-Q", "-C", "o", "-c", primary, handle);
        } finally {
            Files.deleteIfExists(Path.of(primary));
            Files.delete(folder);
        }
    }

    private static void run(String... command) throws CommandException, IOException {
        ProcessBuilder program = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
        program.environment().putIfAbsent(TCTI, "device:/dev/tpmrm0");
        Process process;
        try {
            process = program.start();
        } catch (IOException e) {
            throw new CommandException(
                    command[0] + " cannot be run: " + e.getMessage() + ". Install tpm2-tools, or leave out"
                            + " --make-primary",
                    e);
        }
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int status = process.onExit().join().exitValue();
        if (status != 0) {
            throw new CommandException(String.join(" ", command) + " failed with status " + status + ": "
                    + said.replaceAll("\\s+", " ") + ". Run this as root; if there is a key at that handle already,"
                    + " leave out --make-primary, or name another handle");
        }
    }
}
