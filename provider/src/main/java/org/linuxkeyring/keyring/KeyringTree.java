package org.linuxkeyring.keyring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyType;

/**
 * A key and, if it is a keyring, the keys that it links, as far as the process may see them at one moment; never a
 * payload.
 *
 * @param metadata the attributes of the key; empty where the kernel does not show them, and then {@code remark} says
 *     why
 * @param remark the reason why something is not shown here
 * @param links the keys that a keyring links, in the kernel's order
 */
public record KeyringTree(
        int serial, Optional<KeyMetadata> metadata, Optional<Remark> remark, List<KeyringTree> links) {

    /** The reasons why less is shown of a key than there might be. */
    public enum Remark {
        EXPIRED("expired"),
        REVOKED("revoked"),
        REJECTED("rejected"),
        NOT_VIEWABLE("no permission to view it"),
        NOT_READABLE("no permission to read what it links"),
        REPEATED("its links are shown above"),
        TOO_DEEP("its links lie deeper than the kernel searches");

        private final String text;

        Remark(String text) {
            this.text = text;
        }

        /** Returns the remark in a few words of English. */
        @Override
        public String toString() {
            return text;
        }
    }

    public KeyringTree {
        links = List.copyOf(links);
    }

    /** Returns whether the key is known to be a keyring. */
    public boolean isKeyring() {
        return metadata.filter(key -> key.type().equals(KeyType.KEYRING)).isPresent();
    }

    /** Returns the trees of these keyrings, in their order, without the keyrings that have vanished. */
    static List<KeyringTree> of(Keyctl keyctl, List<Keyring> roots) {
        Walk walk = new Walk(keyctl, new HashSet<>());
        return roots.stream()
                .flatMap(root -> walk.tree(root.serial(), 0).stream())
                .toList();
    }

    /**
     * A walk that builds the trees of keys. Unlike a search it includes dead keys, and each link in its place. A
     * keyring that several others link is entered once, so that the work grows with the number of keys and not with the
     * number of ways to them.
     */
    private record Walk(Keyctl keyctl, Set<Integer> entered) {
        Optional<KeyringTree> tree(int serial, int depth) {
            KeyMetadata metadata;
            try {
                metadata = new KernelKey(keyctl, serial).metadata();
            } catch (KeyctlException e) {
                return without(e, Remark.NOT_VIEWABLE).map(remark -> closed(serial, Optional.empty(), remark));
            }
            Optional<KeyMetadata> shown = Optional.of(metadata);
            if (!metadata.type().equals(KeyType.KEYRING)) {
                return Optional.of(new KeyringTree(serial, shown, Optional.empty(), List.of()));
            }
            if (depth > KeyringWalk.MAX_DEPTH) {
                return Optional.of(closed(serial, shown, Remark.TOO_DEEP));
            }
            if (!entered.add(serial)) {
                return Optional.of(closed(serial, shown, Remark.REPEATED));
            }
            int[] linked;
            try {
                linked = keyctl.readKeyring(serial);
            } catch (KeyctlException e) {
                return without(e, Remark.NOT_READABLE).map(remark -> closed(serial, shown, remark));
            }
            List<KeyringTree> links = new ArrayList<>(linked.length);
            for (int link : linked) {
                tree(link, depth + 1).ifPresent(links::add);
            }
            return Optional.of(new KeyringTree(serial, shown, Optional.empty(), links));
        }

        private static KeyringTree closed(int serial, Optional<KeyMetadata> metadata, Remark remark) {
            return new KeyringTree(serial, metadata, Optional.of(remark), List.of());
        }

        /** Returns the remark for a refusal; empty for a key that has vanished. */
        private static Optional<Remark> without(KeyctlException e, Remark denied) {
            return switch (e.errno()) {
                case ENOKEY -> Optional.empty();
                case EKEYEXPIRED -> Optional.of(Remark.EXPIRED);
                case EKEYREVOKED -> Optional.of(Remark.REVOKED);
                case EKEYREJECTED -> Optional.of(Remark.REJECTED);
                case EACCES -> Optional.of(denied);
                default -> throw e;
            };
        }
    }
}
