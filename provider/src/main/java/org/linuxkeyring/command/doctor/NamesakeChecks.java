package org.linuxkeyring.command.doctor;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.ListedKey;

/** The checks of whether an alias lies in other keyrings too, where a keystore that names no keyring would find it. */
final class NamesakeChecks {
    private static final List<String> ROOTS = List.of("@s", "@u");

    private final ReferenceFile reference;
    private final Set<Integer> own = new HashSet<>();
    private final Findings findings;

    NamesakeChecks(ReferenceFile reference, List<ListedKey> keyrings, Findings findings) {
        this.reference = reference;
        this.findings = findings;
        keyrings.forEach(this::addOwn);
    }

    private void addOwn(ListedKey keyring) {
        if (own.add(keyring.serial())) {
            keyring.links().stream().filter(ListedKey::mayBeKeyring).forEach(this::addOwn);
        }
    }

    void check(List<String> aliases) {
        Map<Integer, ListedKey> others = new TreeMap<>();
        for (String root : ROOTS) {
            try {
                KeyringKeyStore.of(reference.open(root)).keyrings().forEach(keyring -> collect(keyring, others));
            } catch (IOException | GeneralSecurityException | KeyringException e) {
                findings.note("what lies in " + root + " is not known: " + e.getMessage());
            }
        }
        boolean isAlone = true;
        for (ListedKey other : others.values()) {
            for (ListedKey link : other.links()) {
                Optional<String> alias =
                        link.entry().map(ListedKey.Entry::alias).filter(aliases::contains);
                if (alias.isPresent()) {
                    isAlone = false;
                    report(alias.get(), other);
                }
            }
        }
        if (isAlone) {
            findings.ok("no other keyring that this process searches has an entry of the same alias");
        }
    }

    private void report(String alias, ListedKey other) {
        findings.note("'" + Printable.name(alias) + "' lies in keyring "
                + Printable.name(other.description().orElse("?")) + ", serial " + other.serial()
                + ": a keystore that names no keyring may find that one, and a change here does not reach it.");
    }

    private void collect(ListedKey keyring, Map<Integer, ListedKey> others) {
        if (!own.contains(keyring.serial()) && others.putIfAbsent(keyring.serial(), keyring) == null) {
            keyring.links().stream().filter(ListedKey::mayBeKeyring).forEach(link -> collect(link, others));
        }
    }
}
