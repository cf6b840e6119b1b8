package org.linuxkeyring.command.doctor;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.linuxkeyring.command.terminal.KeyText;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.KeyringKeyStore;

/** The checks of which entries the JDK's key managers would serve: those with a key that can be used, and a chain. */
final class EntryChecks {
    private final KeyStore store;
    private final char[] password;
    private final Findings findings;
    private final List<String> keys = new ArrayList<>();
    private final List<String> copied = new ArrayList<>();

    EntryChecks(KeyStore store, char[] password, Findings findings) {
        this.store = store;
        this.password = password;
        this.findings = findings;
    }

    void check(List<String> aliases) throws KeyStoreException {
        boolean isServed = false;
        for (String alias : aliases) {
            isServed |= check(alias);
        }
        if (!isServed) {
            findings.problem("no entry here can be served. Import a private key with its certificates:"
                    + " linuxkeyring import FILE --keyring KEYRING");
        }
    }

    /** Returns the aliases of the entries with a private key. */
    List<String> keys() {
        return keys;
    }

    /** Returns the aliases of the entries whose keys a server could copy into another keystore. */
    List<String> copied() {
        return copied;
    }

    private boolean check(String alias) throws KeyStoreException {
        String name = "'" + Printable.name(alias) + "'";
        Optional<String> fault = KeyringKeyStore.of(store).fault(alias);
        if (fault.isPresent()) {
            findings.note(name + " cannot be read, and is passed over: " + fault.get());
            return false;
        }
        if (!store.isKeyEntry(alias)) {
            findings.fact(name + " is a certificate, for trust stores");
            return false;
        }
        Certificate[] chain = store.getCertificateChain(alias);
        if (chain == null) {
            findings.fact(name + " is a key without certificates, which no key manager serves");
            return false;
        }
        keys.add(alias);
        try {
            Key key = store.getKey(alias, password);
            if (!(key instanceof PrivateKey) || !(chain[0] instanceof X509Certificate)) {
                findings.note(name + " was removed or replaced just now");
                return false;
            }
            return served(alias, name, key, (X509Certificate) chain[0], chain.length);
        } catch (GeneralSecurityException | KeyringException e) {
            findings.problem(name + " cannot be used, and the JDK's SunX509 serves no entry of a keystore that has one"
                    + " such key: " + e.getMessage()
                    + (password == null ? ". Give the server's password: --password-file FILE." : ""));
            return false;
        }
    }

    private boolean served(String alias, String name, Key key, X509Certificate certificate, int length) {
        if ("PKCS#8".equals(key.getFormat())) {
            copied.add(alias);
        }
        String what = name + ": " + KeyText.of(key) + ", " + length + (length == 1 ? " certificate" : " certificates")
                + " for " + Printable.name(certificate.getSubjectX500Principal().toString());
        try {
            certificate.checkValidity();
            findings.ok(
                    what + ", until " + certificate.getNotAfter().toInstant() + ": the JDK's key managers serve it");
        } catch (CertificateExpiredException e) {
            findings.note(what + ", which ended at " + certificate.getNotAfter().toInstant()
                    + ": clients refuse it. Renew the certificate.");
        } catch (CertificateNotYetValidException e) {
            findings.note(what + ", which begins at "
                    + certificate.getNotBefore().toInstant() + ": clients refuse it until then.");
        }
        return true;
    }
}
