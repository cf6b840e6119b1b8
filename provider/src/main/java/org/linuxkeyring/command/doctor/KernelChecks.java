package org.linuxkeyring.command.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.Capability;
import org.linuxkeyring.keyring.key.HelperProgramProbe;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;

/** The checks of the features that the kernel was built with. */
final class KernelChecks {
    /** The key types of keyrings(7), "Key types". */
    private static final List<String> TYPES =
            List.of("user", "keyring", "logon", "big_key", "asymmetric", "encrypted", "trusted");

    private static final String PRIVATE_KEYS = "asymmetric with a private key (PKCS#8)";

    private static final String SYSTEMD_CREDS = "systemd-creds";

    private final Keyctl keyctl;
    private final KeyTypeProbe probe;
    private final Findings findings;
    private final List<String> present = new ArrayList<>();
    private final List<String> absent = new ArrayList<>();

    KernelChecks(Keyctl keyctl, Findings findings) {
        this.keyctl = keyctl;
        this.probe = new KeyTypeProbe(keyctl);
        this.findings = findings;
    }

    void run() {
        capabilities();
        types();
        heldPrivateKeys();
        heldSecretKeys();
        sealing();
        helperProgram();
    }

    private void capabilities() {
        try {
            Set<Capability> told = Capability.of(keyctl);
            findings.fact(
                    "capabilities: " + told.stream().map(Capability::toString).collect(Collectors.joining(", ")));
        } catch (KeyctlException e) {
            findings.note(
                    e.errno() == Errno.EOPNOTSUPP
                            ? "this kernel does not tell its capabilities, as none before Linux 5.3"
                            : e.getMessage());
        }
    }

    private void types() {
        try {
            TYPES.forEach(type -> sort(type, () -> probe.exists(KeyType.of(type))));
            sort(PRIVATE_KEYS, probe::parsesPkcs8);
        } catch (KeyctlException e) {
            findings.note("the kernel does not tell which key types it has, as nothing can be added to @u: "
                    + e.getMessage());
            return;
        }
        findings.fact("key types: " + String.join(", ", present));
        if (!absent.isEmpty()) {
            findings.fact("not here, or not loaded: " + String.join(", ", absent));
        }
    }

    private void heldPrivateKeys() {
        if (present.contains(PRIVATE_KEYS)) {
            findings.ok("RSA private keys can be stored with protection=kernel-held");
        } else {
            findings.note("RSA private keys cannot be stored with protection=kernel-held. " + KeyTypeProbe.PKCS8_NEEDS);
        }
    }

    private void heldSecretKeys() {
        try {
            probe.requireAlgorithm("hash", "hmac(sha256)");
            probe.requireAlgorithm("skcipher", "cbc(aes)");
            probe.requireAlgorithm("aead", "gcm(aes)");
            findings.ok("secret keys can be stored with protection=kernel-held");
        } catch (KeyringException e) {
            findings.note("secret keys cannot be stored with protection=kernel-held. " + e.getMessage());
        }
    }

    private void sealing() {
        try {
            probe.requireAlgorithm("aead", "gcm(aes)");
        } catch (KeyringException e) {
            findings.note("entries cannot be sealed (seal=), to come back after a reboot. " + e.getMessage());
            return;
        }
        List<String> ways = new ArrayList<>();
        if (present.contains("trusted")) {
            ways.add("trusted (by the TPM)");
        }
        if (present.contains("encrypted")) {
            ways.add("encrypted (below a master key)");
        }
        ways.add("key:logon (which is loaded at each boot"
                + (isInPath(SYSTEMD_CREDS) ? ", such as by systemd-creds, which is here)" : ")"));
        findings.ok("entries can be sealed, to come back after a reboot; seal= takes " + String.join(", ", ways));
    }

    private static boolean isInPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private void helperProgram() {
        try {
            new HelperProgramProbe(keyctl).require();
            findings.ok("the kernel starts helper programs, which the setting callout asks for");
        } catch (KeyctlException e) {
            findings.note(
                    "the kernel starts no helper programs, which the setting callout asks for. " + e.getMessage());
        }
    }

    private void sort(String type, BooleanSupplier exists) {
        (exists.getAsBoolean() ? present : absent).add(type);
    }
}
