package org.linuxkeyring.keystore.store;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.TimesLeft;
import org.linuxkeyring.keystore.settings.EntryPolicy;

/** Entries that this keystore may read but not change ({@code writes=never}). */
public final class ReadOnlyEntries implements EntryStore {
    private final EntryStore entries;

    public ReadOnlyEntries(EntryStore entries) {
        this.entries = entries;
    }

    @Override
    public boolean contains(KeyName name) {
        return entries.contains(name);
    }

    @Override
    public void request(KeyName name, byte[] calloutInfo) {
        entries.request(name, calloutInfo);
    }

    @Override
    public <T> Optional<T> read(KeyName name, PayloadReader<T> reader) {
        return entries.read(name, reader);
    }

    @Override
    public Optional<StoredEntry> entry(KeyName name) {
        return entries.entry(name);
    }

    @Override
    public List<KeyName> names() {
        return entries.names();
    }

    @Override
    public Optional<KernelKey> key(KeyName name) {
        return entries.key(name);
    }

    @Override
    public Optional<KeyringSnapshot> snapshot() {
        return entries.snapshot();
    }

    @Override
    public Optional<Keyring> keyring() {
        return entries.keyring();
    }

    @Override
    public Optional<KernelKey> own(KeyName name) {
        return Optional.empty();
    }

    @Override
    public Optional<EntryPolicy> kept(KeyName name, TimesLeft times) {
        return Optional.empty();
    }

    @Override
    public void requireFindable(KeyName name, Optional<KeyName> ahead) {
        throw refused();
    }

    @Override
    public void requireGone(KeyName name) {
        throw refused();
    }

    @Override
    public void hold(KeyName held, ByteBuffer key, EntryPolicy policy) {
        throw refused();
    }

    @Override
    public void put(KeyName name, ByteBuffer payload, EntryPolicy policy) {
        throw refused();
    }

    @Override
    public boolean remove(KeyName name) {
        throw refused();
    }

    private static KeyringException refused() {
        return new KeyringException(
                "this keystore is configured with writes=never; set writes=immediate or writes=on-store to change it");
    }
}
