package org.linuxkeyring.seal;

import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.error.NoSuchKeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.Owners;
import org.linuxkeyring.keyring.SearchScope;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.TimesLeft;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.keystore.store.HeldEntries;
import org.linuxkeyring.spec.Seal;
import org.linuxkeyring.spec.SealStatus;

/** A file of sealed entries beside its keyring, of which nothing is changed. */
public final class SealedFile {
    private final String prefix;
    private final Optional<String> recovery;
    private final SealedKeyring file;
    private final Optional<HeldEntries> entries;
    private final Sealing sealing;
    private final TimesLeft times;

    private SealedFile(Settings settings, SealedKeyring file, Optional<HeldEntries> entries, Sealing sealing) {
        this.prefix = settings.prefix();
        this.recovery = settings.recovery();
        this.file = file;
        this.entries = entries;
        this.sealing = sealing;
        this.times = entries.map(each -> TimesLeft.of(each.scope().destination().keys()))
                .orElse(TimesLeft.EACH);
    }

    /**
     * Opens a file.
     *
     * @param sealed the file's sealed entries
     * @throws KeyringException if they are damaged, or sealed in another way than the settings say
     */
    public static SealedFile open(Keyctl keyctl, Settings settings, byte[] sealed) {
        Seal seal = settings.seal()
                .orElseThrow(() -> new KeyringException("The file has sealed entries, but no setting seal="));
        Optional<HeldEntries> entries = entries(keyctl, settings);
        Sealing sealing = Sealing.of(keyctl, seal, Optional.of(sealed), entries);
        return new SealedFile(settings, sealing.file(), entries, sealing);
    }

    /** Returns the entries of the keyring; empty if there is no such keyring now. */
    private static Optional<HeldEntries> entries(Keyctl keyctl, Settings settings) {
        try {
            SearchScope scope = new Keyrings(keyctl, Owners.of(keyctl, settings.owners(), false))
                    .at(settings.keyring().orElseThrow(), false);
            return Optional.of(new HeldEntries(scope, settings.rawAlgorithm(), true, HeldEntries::requireUsable));
        } catch (NoSuchKeyringException e) {
            return Optional.empty();
        }
    }

    /** Returns what the file has, compared with the keyring. */
    public SealStatus status() {
        SealingKey opened;
        try {
            opened = sealing.openWhole();
        } catch (KeyringException e) {
            return status(Optional.of(e.getMessage()), List.of(), refused());
        }
        try (SealingKey key = opened) {
            List<String> refused = new ArrayList<>(strange(key));
            refused.addAll(refused());
            return status(Optional.empty(), changed(key), refused);
        }
    }

    private SealStatus status(Optional<String> fault, List<String> changed, List<String> refused) {
        KeyName key = file.head().key().name();
        Set<KeyName> inFile =
                file.entries().stream().map(entry -> entry.key().name()).collect(Collectors.toSet());
        List<String> unsaved = names().stream()
                .filter(name -> !inFile.contains(name))
                .map(this::shown)
                .toList();
        return new SealStatus(
                key.type().toString(),
                key.description().toString(),
                fault,
                file.head().generation(),
                file.entries().size(),
                Stream.concat(absent().stream(), halves().stream()).toList(),
                unsaved,
                changed,
                refused,
                recovery);
    }

    /** Returns the entries of which the keyring has the readable half alone, and a load brings the other back. */
    private List<String> halves() {
        return lost().stream().map(key -> shown(key.name())).toList();
    }

    private List<SealedKey> lost() {
        return entries.map(each -> new LostHalves(file, each).keys(each.ownNames()))
                .orElse(List.of());
    }

    /** Returns the entries that are other in the keyring than in the file. */
    private List<String> changed(SealingKey key) {
        return IntStream.range(0, file.entries().size())
                .filter(i -> isChanged(i, key))
                .mapToObj(i -> shown(file.entries().get(i).key().name()))
                .toList();
    }

    private boolean isChanged(int index, SealingKey key) {
        try {
            return own(file.entries().get(index).key().name())
                    .filter(own -> !isSame(own, index, key))
                    .isPresent();
        } catch (KeyctlException e) {
            // It was sealed with a mask by which a search finds it.
            return true;
        }
    }

    private Optional<KernelKey> own(KeyName name) {
        return entries.flatMap(each -> each.own(name));
    }

    /** Returns the entries that a load brings back. */
    private List<String> absent() {
        List<Integer> all = entries.map(each -> new SealedEntries(file, each).missing())
                .orElseGet(() -> IntStream.range(0, file.entries().size())
                        .filter(i -> !file.entries().get(i).key().hasEnded())
                        .boxed()
                        .toList());
        return all.stream().map(i -> shown(file.entries().get(i).key().name())).toList();
    }

    /** Returns whether an entry of the keyring is as the file has it: payload, mask, owner, group and end. */
    private boolean isSame(KernelKey own, int index, SealingKey key) {
        SealedEntry sealed = file.entries().get(index);
        SealedKey there = sealed.key();
        try {
            KeyMetadata now = own.metadata();
            boolean endsAlike = entries.flatMap(each -> each.kept(there.name(), times))
                    .map(kept -> kept.end().isPresent() == there.expiry().isPresent())
                    .orElse(true);
            return endsAlike
                    && now.permissions().equals(there.permissions())
                    && now.uid() == there.uid()
                    && now.gid() == there.gid()
                    && own.read(payload -> sealed.open(file.place(index), key, payload::equals));
        } catch (KeyctlException e) {
            return false;
        }
    }

    /** Returns the names of the keyring's entries, in the order of their descriptions. */
    private List<KeyName> names() {
        return entries.map(HeldEntries::ownNames).orElse(Set.of()).stream()
                .filter(name -> name.type().isReadable())
                .filter(name -> name.description().toString().startsWith(prefix))
                .sorted(Comparator.comparing(this::shown))
                .toList();
    }

    private String shown(KeyName name) {
        return SealedText.withoutPrefix(prefix, name);
    }

    /** Returns the entries whose keys the kernel holds, and which are encrypted under another key than the file's. */
    private List<String> strange(SealingKey key) {
        return names().stream()
                .filter(name -> isStrange(name, key))
                .map(name -> shown(name) + ": " + EntryToSeal.STRANGE)
                .toList();
    }

    private boolean isStrange(KeyName name, SealingKey key) {
        try {
            return own(name)
                    .flatMap(own -> own.read(payload -> HeldCiphertext.in(name, payload)))
                    .filter(held -> !held.opens(file.head(), key)
                            && file.inFile(name, held, key).isEmpty())
                    .isPresent();
        } catch (KeyctlException e) {
            return false;
        }
    }

    private List<String> refused() {
        List<String> refused = new ArrayList<>();
        Set<KeyName> halves = lost().stream().map(SealedKey::name).collect(Collectors.toSet());
        for (KeyName name : names()) {
            try {
                Optional<EntryPolicy> kept = entries.flatMap(each -> each.kept(name, times));
                own(name)
                        .flatMap(key -> key.read(payload -> EntryToSeal.fault(name, kept, payload)
                                .or(() -> unheld(name, payload).filter(why -> !halves.contains(name)))))
                        .ifPresent(why -> refused.add(shown(name) + ": " + why));
            } catch (KeyctlException e) {
                refused.add(shown(name) + ": " + e.getMessage());
            }
        }
        return refused;
    }

    /** Returns why an entry is of no use whose key the kernel held. */
    private Optional<String> unheld(KeyName name, ByteBuffer payload) {
        return HeldCiphertext.in(name, payload)
                .filter(held -> own(held.held()).isEmpty())
                .map(held ->
                        "the kernel holds its key no more, and a load does not bring it back: it was revoked or has"
                                + " expired, or the file was not stored since. Delete the entry and load the file"
                                + " (linuxkeyring seal load FILE), or set it anew");
    }

    /**
     * Encrypts the keyring's entries under another key.
     *
     * @return the sealed entries of the file that is to replace this one
     * @throws KeyringException if there is no such key, or an entry cannot be sealed; nothing has changed then
     */
    public byte[] rekeyed(Seal other) {
        Map<KeyName, String> shown = new TreeMap<>(Comparator.comparing(KeyName::toString));
        names().stream().filter(name -> own(name).isPresent()).forEach(name -> shown.put(name, shown(name)));
        return sealing.rekeyed(shown, other).encoded();
    }

    /**
     * Puts the encrypted keys of this file into the readable halves of kernel-held entries, where they are still
     * encrypted under the key of the file before. Each keeps its mask, owner and timeout. What cannot be put stays:
     * storing takes it from the file then.
     *
     * @throws KeyringException if the keyring refuses an entry; the message says that the file is replaced by then
     */
    public void renewHalves() {
        try (SealingKey key = sealing.openWhole()) {
            entries.ifPresent(each -> new HalfRenewal(file, each, key).all());
        } catch (KeyringException e) {
            throw new KeyringException(
                    "the file is under the new key by now, and entries in the keyring whose keys the kernel holds may"
                            + " still have those encrypted under the old one. Run `linuxkeyring seal store` on the"
                            + " file: " + e.getMessage(),
                    e);
        }
    }

    /**
     * Returns the keyring's entries with their keys, those that the kernel holds decrypted. Their classes can be used
     * by any provider.
     *
     * @param password for entries that are under a password
     * @param leftOut is given the entries that are under another password, cannot be read or decrypted, or are not in
     *     the keyring, with the reasons
     * @throws KeyringException if the key-encryption key cannot be loaded, or the file is not as it was stored
     */
    public Map<String, KeyStore.Entry> entries(char[] password, List<String> leftOut) {
        try (SealingKey key = sealing.openWhole()) {
            return entries(new EntryRecovery(sealing, file.head(), key, password), leftOut);
        }
    }

    private Map<String, KeyStore.Entry> entries(EntryRecovery recovery, List<String> leftOut) {
        Map<String, KeyStore.Entry> all = new TreeMap<>();
        absent().forEach(each -> leftOut.add(
                each + ": it is not in the keyring. Load the file; if it is left out then, the log has the reason"));
        for (KeyName name : names()) {
            try {
                Optional<KernelKey> own = own(name);
                if (own.isPresent()) {
                    all.put(shown(name), own.get().read(payload -> recovery.entry(name, payload)));
                }
            } catch (KeyringException e) {
                leftOut.add(shown(name) + ": " + e.getMessage());
            }
        }
        return all;
    }
}
