package org.linuxkeyring.keyring;

import java.util.List;
import java.util.Optional;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyType;

/**
 * A key and, if it is a keyring, what it links: as much as the process may see at one moment, and never a payload.
 *
 * @param metadata empty where the kernel does not tell it; then {@code remark} says why
 * @param remark why something is missing here
 * @param links what a keyring links, in the kernel's order
 */
public record KeyringTree(
        int serial, Optional<KeyMetadata> metadata, Optional<Remark> remark, List<KeyringTree> links) {

    /** Why there is less to see of a key than there might be. */
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

        /** The remark in a few words of English. */
        @Override
        public String toString() {
            return text;
        }
    }

    public KeyringTree {
        links = List.copyOf(links);
    }

    /** Whether it is known to be a keyring. */
    public boolean isKeyring() {
        return metadata.filter(key -> key.type().equals(KeyType.KEYRING)).isPresent();
    }

    static KeyringTree dead(int serial, Remark remark) {
        return new KeyringTree(serial, Optional.empty(), Optional.of(remark), List.of());
    }

    static KeyringTree closed(int serial, KeyMetadata metadata, Remark remark) {
        return new KeyringTree(serial, Optional.of(metadata), Optional.of(remark), List.of());
    }

    static KeyringTree open(int serial, KeyMetadata metadata, List<KeyringTree> links) {
        return new KeyringTree(serial, Optional.of(metadata), Optional.empty(), links);
    }
}
