package org.linuxkeyring.command;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.command.terminal.KeyText;
import org.linuxkeyring.command.terminal.Progress;
import org.linuxkeyring.spec.KeyInfo;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.ListedKey;

/** The listing of a keystore's entries, with what can be known without a password. */
final class EntryListing {
    /** The kernel's key types whose payload no process can read. */
    private static final Set<String> HELD = Set.of("asymmetric", "logon");

    private final KeyStore store;
    private final KeyringKeyStore keyrings;
    private final Progress progress;

    private EntryListing(KeyStore store, Progress progress) throws KeyStoreException {
        this.store = store;
        this.progress = progress;
        this.keyrings = KeyringKeyStore.of(store);
    }

    /** Returns the keyrings that a keystore on this keyring searches; null stands for all that the process sees. */
    static List<ListedKeyring> of(CommandContext context, KeyringPath keyring)
            throws CommandException, IOException, GeneralSecurityException {
        try (Progress progress = new Progress(context, "entries")) {
            return new EntryListing(KeyStores.direct(context, keyring), progress).keyrings();
        }
    }

    private List<ListedKeyring> keyrings() throws KeyStoreException {
        List<ListedKeyring> listed = new ArrayList<>();
        for (ListedKey keyring : keyrings.keyrings()) {
            listed.add(keyring(keyring));
        }
        return listed;
    }

    private ListedKeyring keyring(ListedKey keyring) throws KeyStoreException {
        List<ListedEntry> entries = new ArrayList<>();
        List<ListedKeyring> nested = new ArrayList<>();
        for (ListedKey link : keyring.links()) {
            if (link.entry().isPresent()) {
                entries.add(entry(link, keyring, link.entry().get()));
                progress.step();
            }
            if (link.mayBeKeyring()) {
                nested.add(keyring(link));
            }
        }
        entries.sort(Comparator.comparing(ListedEntry::alias));
        return new ListedKeyring(keyring, entries, nested);
    }

    private ListedEntry entry(ListedKey link, ListedKey keyring, ListedKey.Entry found) throws KeyStoreException {
        boolean isSameKey = found.serial() == link.serial();
        return isSameKey && found.keyring() == keyring.serial()
                ? entry(found.alias())
                : ListedEntry.hidden(
                        found.alias(),
                        link.permissions().orElseThrow(),
                        (isSameKey ? "the same key as" : "the keystore finds the one") + " in keyring "
                                + found.keyring());
    }

    private ListedEntry entry(String alias) throws KeyStoreException {
        Optional<String> fault = keyrings.fault(alias);
        if (fault.isPresent()) {
            return ListedEntry.unreadable(alias, fault.get());
        }
        Optional<KeyInfo> info = keyrings.info(alias);
        return info.isPresent()
                ? entry(alias, info.get())
                : ListedEntry.unreadable(alias, "it may not be viewed, or was removed just now");
    }

    private ListedEntry entry(String alias, KeyInfo info) throws KeyStoreException {
        Optional<X509Certificate> certificate =
                store.getCertificate(alias) instanceof X509Certificate x509 ? Optional.of(x509) : Optional.empty();
        String algorithm = null;
        String remark = null;
        if (certificate.isPresent()) {
            algorithm = KeyText.of(certificate.get().getPublicKey());
        } else {
            try {
                Key key = store.getKey(alias, null);
                algorithm = key == null ? null : KeyText.of(key);
            } catch (GeneralSecurityException e) {
                remark = e.getMessage();
            }
        }
        return new ListedEntry(
                alias,
                kind(alias, info, certificate.isPresent()),
                Optional.ofNullable(algorithm),
                certificate,
                info.expiry(),
                Optional.of(info.permissions()),
                Optional.of(info.serial()),
                Optional.of(info.origin()),
                Optional.ofNullable(remark));
    }

    private String kind(String alias, KeyInfo info, boolean hasCertificate) throws KeyStoreException {
        if (store.isCertificateEntry(alias)) {
            return "certificate";
        }
        if (HELD.contains(info.type()) || info.origin() == KeyInfo.Origin.GENERATED_IN_KERNEL) {
            return "kernel-held";
        }
        return hasCertificate || store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class)
                ? "key"
                : ListedEntry.SECRET;
    }
}
