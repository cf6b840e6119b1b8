package org.linuxkeyring.command.doctor;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.Supplier;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.linux.NativeGate;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;

/**
 * The diagnosis of whether a keystore works on this machine, with remedies if it does not. The verdict comes from a
 * trial; the other checks explain its result. The diagnosis changes only what loading a keystore does: {@code @u} is
 * linked into the session keyring.
 */
public final class Doctor {
    /** The first Java version that asks for native access to be enabled (JEP 472). */
    private static final int RESTRICTING_JAVA = 24;

    private final Supplier<Keyctl> kernel;
    private final KeyStoreTrial trial;
    private final Findings findings;

    public Doctor(Supplier<Keyctl> kernel, KeyStoreTrial trial, Findings findings) {
        this.kernel = kernel;
        this.trial = trial;
        this.findings = findings;
    }

    /** Prints the diagnosis, and returns whether a keystore works. */
    public boolean examine() {
        java();
        backend();
        if (OpenBackend.automatic() == Backend.KERNEL) {
            kernel();
        }
        boolean works = keyStore();
        findings.end(works ? "A keystore works here." : "A keystore does not work here: see each problem above.");
        return works;
    }

    private void java() {
        findings.section("Java");
        findings.fact(property("java.vendor") + " " + property("java.version") + ", " + property("java.home"));
        if (Runtime.version().feature() >= RESTRICTING_JAVA) {
            findings.note(
                    "this Java restricts native access (JEP 472). The jar allows it to itself where java -jar runs it."
                            + " Start applications with --enable-native-access=ALL-UNNAMED, or what the README says"
                            + " for the module"
                            + " path.");
        }
        findings.endSection();
    }

    private void backend() {
        findings.section("Backend");
        findings.fact(
                OpenBackend.automatic() == Backend.KERNEL
                        ? "backend=auto is the kernel here, since this is Linux"
                        : "backend=auto is memory here, since this is not Linux but " + property("os.name")
                                + ". Entries end with the JVM that stores them.");
        List<String> settings = System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(CopyChecks.PROPERTY))
                .sorted()
                .map(name -> name.substring(CopyChecks.PROPERTY.length()) + "=" + System.getProperty(name))
                .toList();
        if (!settings.isEmpty()) {
            findings.fact("settings by system property: " + String.join(", ", settings));
        }
        findings.endSection();
    }

    private void kernel() {
        findings.section("Kernel");
        findings.fact(property("os.name") + " " + property("os.version") + ", " + property("os.arch"));
        findings.fact(NativeGate.explain());
        try {
            Keyctl keyctl = kernel.get();
            findings.ok("add_key, request_key and keyctl reach it");
            new KernelChecks(keyctl, findings).run();
            findings.endSection();
            keyrings(keyctl);
        } catch (KeyringException e) {
            findings.problem(e.getMessage());
            findings.endSection();
        }
    }

    private void keyrings(Keyctl keyctl) {
        KeyringChecks checks = new KeyringChecks(keyctl, findings);
        findings.section("Keyrings of this process");
        checks.keyrings();
        findings.endSection();
        findings.section("Quota");
        checks.quota();
        findings.endSection();
    }

    private boolean keyStore() {
        findings.section("Keystore");
        try {
            trial.run();
            findings.ok("an entry was stored in a keystore of type LINUXKEYRING, read back and deleted");
            return true;
        } catch (GeneralSecurityException | IOException | KeyringException e) {
            findings.problem(
                    findings.isReported(e.getMessage())
                            ? "a keystore cannot be loaded, for the reason above"
                            : e.getMessage());
            return false;
        } finally {
            findings.endSection();
        }
    }

    private static String property(String name) {
        return System.getProperty(name);
    }
}
