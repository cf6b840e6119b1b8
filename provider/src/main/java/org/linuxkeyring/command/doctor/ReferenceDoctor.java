package org.linuxkeyring.command.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.error.NoSuchKeyringException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.ListedKey;

/**
 * The diagnosis of what a server gets that is given a reference as its keystore. Nothing is changed but what loading a
 * keystore does: {@code @u} is linked into the session keyring. No helper program is started.
 */
public final class ReferenceDoctor {
    private final char[] password;
    private final Findings findings;

    /**
     * Makes a diagnosis.
     *
     * @param password the password that the server gives for its keystore's keys; null for none
     */
    public ReferenceDoctor(char[] password, Findings findings) {
        this.password = password;
        this.findings = findings;
    }

    /**
     * Prints the diagnosis, and returns whether it has no problem.
     *
     * @param alias the entry that the server is to serve; empty for any
     */
    public boolean examine(Path file, Optional<String> alias) throws IOException {
        ReferenceFile reference = ReferenceFile.read(file);
        try {
            examine(reference, alias);
        } catch (IOException | GeneralSecurityException | KeyringException e) {
            findings.problem(e.getMessage()
                    + (e.getCause() instanceof NoSuchKeyringException ? reference.howKeyringIsMade() : ""));
            findings.endSection();
        }
        boolean works = findings.hasNoProblem();
        findings.end(
                works
                        ? "A server can use this reference."
                        : "A server cannot use this reference: see each problem above.");
        return works;
    }

    private void examine(ReferenceFile reference, Optional<String> alias) throws IOException, GeneralSecurityException {
        findings.section("Reference");
        reference.report(findings);
        reference.reportSealed(findings);
        KeyStore store = reference.open();
        List<ListedKey> keyrings = KeyringKeyStore.of(store).keyrings();
        keyrings.forEach(keyring -> findings.fact(text(keyring)));
        findings.endSection();

        TreeSet<String> aliases = new TreeSet<>(Collections.list(store.aliases()));
        findings.section("Entries");
        EntryChecks entries = new EntryChecks(store, password, findings);
        if (alias.isPresent() && !aliases.contains(alias.get())) {
            findings.problem("there is no entry '" + Printable.name(alias.get()) + "'. There are: "
                    + Printable.text(String.join(", ", aliases)));
        } else {
            entries.check(alias.map(List::of).orElseGet(() -> List.copyOf(aliases)));
        }
        findings.endSection();

        if (reference.namesKeyring()) {
            findings.section("Elsewhere");
            new NamesakeChecks(reference, keyrings, findings)
                    .check(alias.map(List::of).orElseGet(entries::keys));
            findings.endSection();
        }
        findings.section("A server that copies its keystore, as Tomcat does");
        new CopyChecks(findings).check(entries.copied());
        findings.endSection();
    }

    private static String text(ListedKey keyring) {
        return "keyring " + keyring.description().orElse("?") + ", serial " + keyring.serial()
                + keyring.permissions().map(mask -> ", " + mask.letters()).orElse("")
                + keyring.remark().map(remark -> ", " + remark).orElse("");
    }
}
