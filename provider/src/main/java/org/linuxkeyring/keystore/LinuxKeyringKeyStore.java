package org.linuxkeyring.keystore;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableEntryException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.StoredEntry.Kind;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.event.Trace;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.settings.ProviderSettings;
import org.linuxkeyring.seal.Sealing;
import org.linuxkeyring.spec.KeyInfo;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringRequest;
import org.linuxkeyring.spec.ListedKey;

/**
 * The {@code KeyStoreSpi} of type LINUXKEYRING, which implements the contract of {@code java.security.KeyStore} in
 * terms of {@link KeyStoreEntries}.
 */
public final class LinuxKeyringKeyStore extends KeyStoreSpi implements KeyringKeyStore, KeyStore.Entry {
    private final KeyStoreFile file;
    private volatile KeyStoreEntries entries;

    /**
     * Makes a keystore that is not loaded. The constructor opens nothing, since {@code KeyStore.getInstance(File,
     * char[])} makes an instance of every type there is.
     *
     * @param providerSettings the settings that the provider was configured with
     */
    public LinuxKeyringKeyStore(ProviderSettings providerSettings) {
        this.file = new KeyStoreFile(providerSettings);
    }

    @Override
    public boolean engineProbe(InputStream stream) throws IOException {
        return file.recognises(stream);
    }

    @Override
    public void engineLoad(InputStream stream, char[] password) throws IOException {
        entries = file.load(stream);
    }

    @Override
    public void engineLoad(KeyStore.LoadStoreParameter parameter)
            throws IOException, NoSuchAlgorithmException, CertificateException {
        if (parameter instanceof KeyringLoadStoreParameter ours) {
            entries = file.load(ours.settings());
        } else {
            super.engineLoad(parameter);
        }
    }

    @Override
    public void engineStore(OutputStream stream, char[] password) throws IOException {
        file.store(entries, stream, Optional.empty());
    }

    /**
     * Stores the keystore into a file that replaces another.
     *
     * @param replaced the contents of that file; empty if there is none
     * @throws IOException if that file is none of this keystore, and as {@code engineStore} does
     */
    public void storeOver(Optional<byte[]> replaced, OutputStream stream) throws IOException {
        file.store(entries, stream, replaced);
    }

    /** Returns what the keyring did not take of a file's sealed entries, by description, with the reasons. */
    public Map<String, String> leftOut() {
        String prefix = entries.settings().prefix();
        return entries.sealing().map(each -> each.leftOut(prefix)).orElse(Map.of());
    }

    /** Closes the key under which keys were sealed that have been set, for a keystore that is not stored after it. */
    public void closeSealingKey() {
        entries.sealing().ifPresent(Sealing::closeKey);
    }

    @Override
    public void engineStore(KeyStore.LoadStoreParameter parameter)
            throws IOException, NoSuchAlgorithmException, CertificateException {
        if (parameter != null && !(parameter instanceof KeyringLoadStoreParameter)) {
            super.engineStore(parameter);
        }
        engineStore(null, null);
    }

    @Override
    public Key engineGetKey(String alias, char[] password) throws NoSuchAlgorithmException, UnrecoverableKeyException {
        Trace trace = Trace.lookup("getKey", alias, entries.keyring());
        try (StoredEntry entry = entries.callOut(alias).find(alias).orElse(null)) {
            if (entry == null) {
                trace.absent();
                return null;
            }
            trace.kind(entry.kind());
            if (entry.kind() == Kind.CERTIFICATE) {
                // An entry without a key: its certificate is decoded so that an exception reports an unreadable one.
                entry.chain();
                return trace.done(null);
            }
            return trace.done(entries.key(alias, entry, password));
        } catch (KeyringException | UnrecoverableKeyException | CertificateException e) {
            trace.failed(e);
            throw EntryObjects.unrecoverable(alias, e);
        } finally {
            trace.finish();
        }
    }

    @Override
    public Certificate[] engineGetCertificateChain(String alias) {
        entries.callOut(alias);
        return entries.list(
                        alias,
                        entry -> entry.kind() == Kind.CERTIFICATE
                                ? null
                                : EntryObjects.readableChain(entry).orElse(null))
                .orElse(null);
    }

    @Override
    public Certificate engineGetCertificate(String alias) {
        return entries.list(
                        alias,
                        entry -> EntryObjects.readableChain(entry)
                                .map(chain -> chain[0])
                                .orElse(null))
                .orElse(null);
    }

    /**
     * Returns the date that the entry notes; null where there is no entry, or none that can be read, and for an entry
     * that another tool wrote without a date, since the kernel keeps no date of creation.
     */
    @Override
    public Date engineGetCreationDate(String alias) {
        return entries.list(alias, entry -> entry.created().map(Date::from).orElse(null))
                .orElse(null);
    }

    /** Overrides the method that {@code KeyStoreSpi} has in JDK 18 and later. */
    public Set<KeyStore.Entry.Attribute> engineGetAttributes(String alias) {
        return entries.list(alias, entry -> entries.attributes(alias, entry)).orElse(Set.of());
    }

    @Override
    public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain)
            throws KeyStoreException {
        EntryWriter writer = writer();
        writer.set(alias, EntryPolicy.NONE, writer.key(alias, key, password, chain));
    }

    @Override
    public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) throws KeyStoreException {
        writer().protectedKey(alias, key, chain);
    }

    @Override
    public void engineSetCertificateEntry(String alias, Certificate certificate) throws KeyStoreException {
        writer().certificate(alias, certificate, Set.of(), EntryPolicy.NONE);
    }

    private EntryWriter writer() {
        return new EntryWriter(entries);
    }

    @Override
    public void engineDeleteEntry(String alias) throws KeyStoreException {
        entries.changes().remove(alias);
    }

    @Override
    public void setTimeout(String alias, Duration timeout) throws KeyStoreException {
        writer().setTimeout(alias, timeout);
    }

    @Override
    public Optional<String> fault(String alias) {
        return entries.fault(alias);
    }

    @Override
    public Optional<KeyInfo> info(String alias) {
        return KeyInfo.of(engineGetAttributes(alias));
    }

    @Override
    public List<ListedKey> keyrings() {
        return entries.keyrings();
    }

    @Override
    public Enumeration<String> engineAliases() {
        WrappedEntries.listed(entries);
        return Collections.enumeration(entries.aliases());
    }

    @Override
    public boolean engineContainsAlias(String alias) {
        return entries.contains(alias);
    }

    @Override
    public int engineSize() {
        return entries.aliases().size();
    }

    /** Returns whether there is an entry with a key; false for an entry that no password would open. */
    @Override
    public boolean engineIsKeyEntry(String alias) {
        return entries.kind(alias).filter(kind -> kind != Kind.CERTIFICATE).isPresent();
    }

    @Override
    public boolean engineIsCertificateEntry(String alias) {
        return entries.kind(alias).filter(kind -> kind == Kind.CERTIFICATE).isPresent();
    }

    @Override
    public String engineGetCertificateAlias(Certificate certificate) {
        if (certificate == null) {
            return null;
        }
        return entries.aliases().stream()
                .filter(alias -> entries.kind(alias).isPresent() && certificate.equals(engineGetCertificate(alias)))
                .findFirst()
                .orElse(null);
    }

    @Override
    public boolean engineEntryInstanceOf(String alias, Class<? extends KeyStore.Entry> type) {
        return entries.kind(alias)
                .map(EntryObjects::type)
                .filter(actual -> actual == type)
                .isPresent();
    }

    @Override
    public KeyStore.Entry engineGetEntry(String alias, KeyStore.ProtectionParameter protection)
            throws NoSuchAlgorithmException, UnrecoverableEntryException {
        if (protection instanceof KeyringRequest) {
            return this;
        }
        Trace trace = Trace.lookup("getEntry", alias, entries.keyring());
        try (StoredEntry entry = entries.callOut(alias).find(alias).orElse(null)) {
            if (entry == null) {
                trace.absent();
                return null;
            }
            trace.kind(entry.kind());
            Set<KeyStore.Entry.Attribute> attributes = entries.attributes(alias, entry);
            return trace.done(
                    EntryObjects.of(entry, password -> entries.key(alias, entry, password), attributes, protection));
        } catch (KeyringException | UnrecoverableEntryException | CertificateException e) {
            trace.failed(e);
            throw EntryObjects.unrecoverableEntry(alias, e);
        } finally {
            trace.finish();
        }
    }

    /** Returns the entries as TLS reads them. */
    CurrentEntries current() {
        return new CurrentEntries(entries);
    }

    @Override
    public void setEntries(Map<String, KeyStore.Entry> all, KeyStore.ProtectionParameter protection)
            throws KeyStoreException {
        new EntryBatch(entries).set(all, protection);
    }

    @Override
    public void engineSetEntry(String alias, KeyStore.Entry entry, KeyStore.ProtectionParameter protection)
            throws KeyStoreException {
        writer().entry(alias, entry, protection);
    }
}
