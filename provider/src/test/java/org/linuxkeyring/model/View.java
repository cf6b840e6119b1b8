package org.linuxkeyring.model;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.model.EntryRules.Sight;

/** Holds what a keystore shows against what the model says that it sees. */
final class View {
    private final Neighbour neighbour;
    private final KeyStore keyStore;
    private final Vocabulary vocabulary;
    private final EntryRules rules;
    private final Set<String> opened;
    private final HeldKeysMet met;
    private final List<String> differences = new ArrayList<>();

    /**
     * How often a keystore showed a key that the kernel holds, and calculated with it: a run that met none of a kind
     * says nothing about that kind.
     */
    static final class HeldKeysMet {
        private final Map<Value.Kind, Integer> met = new EnumMap<>(Value.Kind.class);

        /** Takes note that the kernel can hold keys of a kind, so that some are to be met. */
        void await(Value.Kind kind) {
            met.putIfAbsent(kind, 0);
        }

        private void add(Value.Kind kind) {
            met.merge(kind, 1, Integer::sum);
        }

        boolean isWhole() {
            return !met.containsValue(0);
        }

        @Override
        public String toString() {
            return "Held keys met, by kind: " + (met.isEmpty() ? "none can be held here" : met);
        }
    }

    private View(Neighbour neighbour, Vocabulary vocabulary, EntryRules rules, Set<String> opened, HeldKeysMet met) {
        this.neighbour = neighbour;
        this.keyStore = neighbour.keyStore();
        this.vocabulary = vocabulary;
        this.rules = rules;
        this.opened = opened;
        this.met = met;
    }

    /**
     * How the keystore differs from the model; nothing where it shows the same.
     *
     * @param opened what was found to open under the password
     * @param met the held keys that the keystore shows are added to it
     */
    static List<String> differences(
            Neighbour neighbour, Vocabulary vocabulary, EntryRules rules, Set<String> opened, HeldKeysMet met)
            throws GeneralSecurityException {
        View view = new View(neighbour, vocabulary, rules, opened, met);
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
        if (value != null && value.isLocked()) {
            compareLocked(alias, ((Sight.Entry) sight).digest(), value);
            return;
        }
        try {
            Key key = keyStore.getKey(alias, null);
            if (value != null && value.isHeld()) {
                expect(alias + " key is held and signs", true, isHeld(key, value));
                met.add(value.kind());
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

    /** The password is tried once for each payload, since the derivation of a key from it is slow on purpose. */
    private void compareLocked(String alias, Optional<String> digest, Value value) throws GeneralSecurityException {
        boolean isOpened = true;
        try {
            keyStore.getKey(alias, null);
        } catch (UnrecoverableKeyException e) {
            isOpened = false;
        }
        expect(alias + " is opened without its password", false, isOpened);
        if (opened.add(digest.orElse("kept back by " + neighbour + ": " + alias + " " + value))) {
            expect(alias + " key under the password", value.key(), keyStore.getKey(alias, Value.PASSWORD));
        }
    }

    private static boolean isHeld(Key key, Value value) throws GeneralSecurityException {
        if (value.kind() == Value.Kind.HELD_SECRET_KEY) {
            return isHeldSecret(key, value);
        }
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

    private static boolean isHeldSecret(Key key, Value value) throws GeneralSecurityException {
        return key instanceof SecretKey
                && key.getEncoded() == null
                && Arrays.equals(
                        use(key, new LinuxKeyringProvider()), use(value.key(), Security.getProvider("SunJCE")));
    }

    private static byte[] use(Key key, Provider provider) throws GeneralSecurityException {
        byte[] message = new byte[16];
        if (!key.getAlgorithm().equals("AES")) {
            Mac mac = Mac.getInstance(key.getAlgorithm(), provider);
            mac.init(key);
            return mac.doFinal(message);
        }
        Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding", provider);
        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[16]));
        return cipher.doFinal(message);
    }

    private void expect(String what, Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            differences.add(what + ": should be " + expected + ", and is " + actual);
        }
    }
}
