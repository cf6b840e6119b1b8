package org.linuxkeyring.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsServerIT {
    private static final List<String> REFUSING_KERNEL = List.of(
            "strace",
            "--follow-forks",
            "--seccomp-bpf",
            "--output=/dev/null",
            "--trace=add_key,request_key,keyctl",
            "--inject=add_key,request_key,keyctl:error=EPERM");

    @TempDir
    Path scratch;

    @AfterEach
    void noScratchFileIsLeft() throws IOException {
        try (var files = Files.list(scratch)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void aServerAndAClientInTwoJvmsUseTheKeyring() throws Exception {
        Keyrings.assumeUsable();
        Script sample = Script.run(scratch, "tls-server");

        assertEquals(0, sample.status(), sample.output());
        assertThatClientWasAnswered(sample);
        assertTrue(sample.output().contains("keyring: " + Script.DEMO + "\n"), sample.output());
        assertTrue(sample.output().contains("\\_ user: server\n"), sample.output());
        assertFalse(sample.output().contains("backend=memory"), sample.output());
        assertOnlyReferencesAndTheCertificateStayOnTheDisk(sample);
        assertNothingIsLeft();
    }

    @Test
    void whereTheKernelRefusesItSaysSoAndShowsTheSameInMemory() throws Exception {
        Script sample = Script.run(scratch, refusingKernel(), "tls-server");

        assertEquals(0, sample.status(), sample.output());
        assertTrue(sample.output().contains("The kernel's keyrings cannot be used here"), sample.output());
        assertTrue(sample.output().contains("ask for backend=memory"), sample.output());
        assertTrue(sample.output().contains("$ cat server.keyring\n"), sample.output());
        assertTrue(sample.output().contains("\nbackend=memory\n"), sample.output());
        assertThatClientWasAnswered(sample);
    }

    private static void assertThatClientWasAnswered(Script sample) {
        assertTrue(sample.output().contains("Protocol:     TLSv1.3\n"), sample.output());
        assertTrue(sample.output().contains("Cipher suite: TLS_"), sample.output());
        assertTrue(sample.output().contains("Peer:         CN=localhost\n"), sample.output());
        assertTrue(sample.output().contains("Answer:       Hello from a server"), sample.output());
    }

    private static void assertOnlyReferencesAndTheCertificateStayOnTheDisk(Script sample) {
        String listing = sample.output().substring(sample.output().indexOf("$ ls\n"));
        assertTrue(listing.contains("\nserver.keyring\n"), sample.output());
        assertFalse(listing.contains("server.p12"), sample.output());
    }

    private static void assertNothingIsLeft() throws GeneralSecurityException {
        Keyrings.assertMissing("@u/" + Script.DEMO);
        Keyrings.assertMissing("@u/" + Script.DEMO + "-trust");
    }

    /** Nothing where the running kernel refuses by itself, else a filter; skipped where there is no such filter. */
    private static List<String> refusingKernel() throws InterruptedException {
        if (Keyrings.refusal().isPresent()) {
            return List.of();
        }
        List<String> probe =
                Stream.concat(REFUSING_KERNEL.stream(), Stream.of("true")).toList();
        boolean works;
        try {
            works = new ProcessBuilder(probe).start().waitFor() == 0;
        } catch (IOException notInstalled) {
            works = false;
        }
        assumeTrue(works, "strace, which makes the kernel refuse, does not work here: apt-get install strace");
        return REFUSING_KERNEL;
    }
}
