package org.linuxkeyring.keystore.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.LinkedKey;
import org.linuxkeyring.keyring.SearchScope;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/**
 * Tells which keys of a listing are held for an entry that the same keyring links, and so are not entries themselves.
 */
final class HeldLinks {
    private final SearchScope scope;
    private final Map<KeyName, LinkedKey> listed;

    /**
     * The stems of the names of keys that are held for a keyring's entries ({@link HeldName#stem}), by the keyring's
     * serial.
     */
    private final Map<Integer, Set<String>> listedStems;

    /**
     * The same stems, with those of entries that the listing leaves out because it shows another entry of the same
     * name.
     */
    private final Map<Integer, Set<String>> allStems = new HashMap<>();

    HeldLinks(SearchScope scope, List<LinkedKey> listed) {
        this.scope = scope;
        this.listed = listed.stream().collect(Collectors.toMap(LinkedKey::name, link -> link));
        this.listedStems = listed.stream()
                .filter(link -> link.name().type().isReadable())
                .collect(Collectors.groupingBy(
                        link -> link.keyring().serial(),
                        Collectors.mapping(link -> HeldName.stem(link.name()), Collectors.toSet())));
    }

    boolean contains(LinkedKey link) {
        return HeldName.stemOf(link.name())
                .map(stem -> isLinkedWithEntry(stem, link.keyring()))
                .orElseGet(() -> link.name().type().equals(KeyType.ASYMMETRIC) && isBesideCertificates(link));
    }

    private boolean isLinkedWithEntry(String stem, Keyring keyring) {
        return listedStems.getOrDefault(keyring.serial(), Set.of()).contains(stem)
                || !isScope(keyring)
                        && allStems.computeIfAbsent(keyring.serial(), serial -> stems(keyring))
                                .contains(stem);
    }

    /**
     * Returns whether the keyring is the whole scope of the search. Its listing then leaves out nothing that it links
     * itself.
     */
    private boolean isScope(Keyring keyring) {
        return scope instanceof Keyring whole && whole.serial() == keyring.serial();
    }

    private static Set<String> stems(Keyring keyring) {
        return keyring.list().stream()
                .filter(link -> link.keyring().serial() == keyring.serial())
                .map(LinkedKey::name)
                .filter(name -> name.type().isReadable())
                .map(HeldName::stem)
                .collect(Collectors.toSet());
    }

    /**
     * Returns whether another tool put this private key beside its certificates; the entry may have got another key
     * since.
     */
    private boolean isBesideCertificates(LinkedKey held) {
        return Stream.of(KeyType.USER, KeyType.BIG_KEY)
                .map(type -> new KeyName(type, held.name().description()))
                .filter(listed::containsKey)
                .map(listed::get)
                .filter(entry -> entry.keyring().serial() == held.keyring().serial())
                .anyMatch(entry -> mayHave(entry.name(), entry.key(), held.name()));
    }

    private static boolean mayHave(KeyName name, KernelKey key, KeyName held) {
        try (StoredEntry entry = key.read(payload -> StoredEntry.parse(payload, KeyringEntries.RAW))) {
            return HeldName.mayBeOf(name, held)
                    && HeldName.noted(entry)
                            .or(() -> HeldName.beside(name, entry))
                            .filter(held::equals)
                            .isPresent();
        } catch (KeyctlException | MalformedEntryException e) {
            // An entry that cannot be read hides nothing.
            return false;
        }
    }
}
