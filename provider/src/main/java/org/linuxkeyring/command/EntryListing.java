package org.linuxkeyring.command;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore.Entry.Attribute;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.KeyringAttribute;
import org.linuxkeyring.command.terminal.KeyText;
import org.linuxkeyring.keyring.KeyringTree;
import org.linuxkeyring.keyring.KeyringTree.Remark;
import org.linuxkeyring.keyring.key.PermissionMask;
import org.linuxkeyring.keystore.EntryPlaces;
import org.linuxkeyring.keystore.LinuxKeyringKeyStore;

/** Asks a keystore what can be told of each of its entries without a password. */
final class EntryListing {
    /** Kernel key types whose payload no process reads. */
    private static final Set<String> HELD = Set.of("asymmetric", "logon");

    private final LinuxKeyringKeyStore store;

    EntryListing(LinuxKeyringKeyStore store) {
        this.store = store;
    }

    /** The keyrings that it searches. */
    List<ListedKeyring> keyrings() {
        EntryPlaces places = store.places();
        return places.keyrings().stream().map(tree -> keyring(tree, places)).toList();
    }

    private ListedKeyring keyring(KeyringTree keyring, EntryPlaces places) {
        List<ListedEntry> entries = keyring.links().stream()
                .flatMap(link -> entry(link, keyring, places).stream())
                .sorted(Comparator.comparing(ListedEntry::alias))
                .toList();
        List<ListedKeyring> nested = keyring.links().stream()
                .filter(EntryListing::mayBeKeyring)
                .map(link -> keyring(link, places))
                .toList();
        return new ListedKeyring(keyring, entries, nested);
    }

    /** An expired or revoked keyring does not show that it is one, and a keystore sees it as little as a dead key. */
    private static boolean mayBeKeyring(KeyringTree link) {
        return link.isKeyring()
                || link.remark().filter(Remark.NOT_VIEWABLE::equals).isPresent();
    }

    private Optional<ListedEntry> entry(KeyringTree link, KeyringTree keyring, EntryPlaces places) {
        return link.metadata()
                .flatMap(key -> places.of(key).map(place -> {
                    boolean isSameKey = place.link().key().serial() == link.serial();
                    int found = place.link().keyring().serial();
                    return isSameKey && found == keyring.serial()
                            ? entry(place.alias())
                            : ListedEntry.hidden(
                                    place.alias(),
                                    key.permissions(),
                                    (isSameKey ? "the same key as" : "the keystore finds the one") + " in keyring "
                                            + found);
                }));
    }

    private ListedEntry entry(String alias) {
        Optional<String> fault = store.fault(alias);
        if (fault.isPresent()) {
            return ListedEntry.unreadable(alias, fault.get());
        }
        Set<Attribute> attributes = store.engineGetAttributes(alias);
        return attributes.isEmpty()
                ? ListedEntry.unreadable(alias, "it may not be viewed, or was removed just now")
                : entry(alias, attributes);
    }

    private ListedEntry entry(String alias, Set<Attribute> attributes) {
        Optional<X509Certificate> certificate = store.engineGetCertificate(alias) instanceof X509Certificate x509
                ? Optional.of(x509)
                : Optional.empty();
        String algorithm = null;
        String remark = null;
        if (certificate.isPresent()) {
            algorithm = KeyText.of(certificate.get().getPublicKey());
        } else {
            try {
                Key key = store.engineGetKey(alias, null);
                algorithm = key == null ? null : KeyText.of(key);
            } catch (GeneralSecurityException e) {
                remark = e.getMessage();
            }
        }
        return new ListedEntry(
                alias,
                kind(alias, attributes, certificate.isPresent()),
                Optional.ofNullable(algorithm),
                certificate,
                KeyringAttribute.EXPIRY.in(attributes).map(Instant::parse),
                KeyringAttribute.PERMISSIONS.in(attributes).map(PermissionMask::parse),
                KeyringAttribute.SERIAL.in(attributes),
                Optional.ofNullable(remark));
    }

    private String kind(String alias, Set<Attribute> attributes, boolean hasCertificate) {
        if (store.engineIsCertificateEntry(alias)) {
            return "certificate";
        }
        if (KeyringAttribute.TYPE.in(attributes).filter(HELD::contains).isPresent()) {
            return "kernel-held";
        }
        return hasCertificate || store.engineEntryInstanceOf(alias, java.security.KeyStore.PrivateKeyEntry.class)
                ? "key"
                : "secret";
    }
}
