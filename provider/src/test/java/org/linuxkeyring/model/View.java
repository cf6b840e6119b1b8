package org.linuxkeyring.model;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.model.EntryRules.Sight;

/** Holds what a keystore shows against what the model says that it sees. */
final class View {
    private final Neighbour neighbour;
    private final KeyStore keyStore;
    private final Vocabulary vocabulary;
    private final EntryRules rules;
    private final List<String> differences = new ArrayList<>();

    private View(Neighbour neighbour, Vocabulary vocabulary, EntryRules rules) {
        this.neighbour = neighbour;
        this.keyStore = neighbour.keyStore();
        this.vocabulary = vocabulary;
        this.rules = rules;
    }

    /** How the keystore differs from the model; nothing where it shows the same. */
    static List<String> differences(Neighbour neighbour, Vocabulary vocabulary, EntryRules rules)
            throws GeneralSecurityException {
        View view = new View(neighbour, vocabulary, rules);
        view.compareListing();
        for (String alias : vocabulary.aliases(neighbour.prefix())) {
            view.compare(alias, rules.sight(alias));
        }
        return view.differences;
    }

    private void compareListing() throws GeneralSecurityException {
        TreeSet<String> expected = new TreeSet<>();
        vocabulary.names().stream()
                .filter(rules::contains)
                .forEach(name -> rules.alias(name).ifPresent(expected::add));
        List<String> listed = Collections.list(keyStore.aliases()).stream()
                // What was held for an entry that has gone ends within a minute, and is shown until then.
                .filter(alias -> !alias.contains("linuxkeyring:"))
                .filter(alias -> !neighbour.prefix().isEmpty() || vocabulary.isOurs(alias))
                .sorted()
                .toList();
        expect("aliases", List.copyOf(expected), listed);
    }

    private void compare(String alias, Sight sight) throws GeneralSecurityException {
        Value value = sight instanceof Sight.Entry entry ? entry.value() : null;
        boolean isCertificate = value != null && value.isCertificate();
        expect(alias + " is contained", !(sight instanceof Sight.Missing), keyStore.containsAlias(alias));
        expect(alias + " is key entry", value != null && !isCertificate, keyStore.isKeyEntry(alias));
        expect(alias + " is certificate entry", isCertificate, keyStore.isCertificateEntry(alias));
        expect(alias + " certificate", value == null ? null : value.certificate(), keyStore.getCertificate(alias));
        expect(
                alias + " chain",
                value == null || value.chain() == null ? null : List.of(value.chain()),
                keyStore.getCertificateChain(alias) == null
                        ? null
                        : Arrays.asList(keyStore.getCertificateChain(alias)));
        compareKey(alias, sight, value);
    }

    private void compareKey(String alias, Sight sight, Value value) throws GeneralSecurityException {
        try {
            Key key = keyStore.getKey(alias, null);
            if (value != null && value.isHeld()) {
                expect(alias + " key is held and signs", true, isHeld(key, value));
            } else {
                expect(alias + " key", value == null ? null : value.key(), key);
            }
        } catch (UnrecoverableKeyException e) {
            boolean isDead = sight instanceof Sight.Missing missing && missing.isDead();
            if (!isDead) {
                differences.add(alias + " should be " + sight + ": " + e.getMessage());
            }
        }
    }

    private static boolean isHeld(Key key, Value value) throws GeneralSecurityException {
        if (!(key instanceof PrivateKey privateKey) || key.getEncoded() != null) {
            return false;
        }
        byte[] message = {1, 2, 3};
        Signature signature = Signature.getInstance("SHA256withRSA", new LinuxKeyringProvider());
        signature.initSign(privateKey);
        signature.update(message);
        byte[] signed = signature.sign();
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(value.certificate());
        verifier.update(message);
        return verifier.verify(signed);
    }

    private void expect(String what, Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            differences.add(what + ": should be " + expected + ", and is " + actual);
        }
    }
}
