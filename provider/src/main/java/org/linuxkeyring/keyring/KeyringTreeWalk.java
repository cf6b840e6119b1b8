package org.linuxkeyring.keyring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.KeyringTree.Remark;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyType;

/**
 * Goes through keyrings for {@link KeyringTree}: unlike {@link KeyringWalk} it keeps the keyrings and the dead keys. A
 * keyring that several others link is entered once, so that the work grows with the keys and not with the ways to them.
 */
final class KeyringTreeWalk {
    private final Keyctl keyctl;
    private final Set<Integer> entered = new HashSet<>();

    KeyringTreeWalk(Keyctl keyctl) {
        this.keyctl = keyctl;
    }

    /** The trees below these keyrings, in their order, but for those that vanished. */
    List<KeyringTree> trees(List<Keyring> roots) {
        return roots.stream().flatMap(root -> tree(root.serial(), 0).stream()).toList();
    }

    private Optional<KeyringTree> tree(int serial, int depth) {
        KeyMetadata metadata;
        try {
            metadata = new KernelKey(keyctl, serial).metadata();
        } catch (KeyctlException e) {
            return unlessVanished(e).map(refusal -> KeyringTree.dead(serial, remark(refusal, Remark.NOT_VIEWABLE)));
        }
        if (!metadata.type().equals(KeyType.KEYRING)) {
            return Optional.of(KeyringTree.open(serial, metadata, List.of()));
        }
        if (depth > KeyringWalk.MAX_DEPTH) {
            return Optional.of(KeyringTree.closed(serial, metadata, Remark.TOO_DEEP));
        }
        if (!entered.add(serial)) {
            return Optional.of(KeyringTree.closed(serial, metadata, Remark.REPEATED));
        }
        int[] linked;
        try {
            linked = keyctl.readKeyring(serial);
        } catch (KeyctlException e) {
            return unlessVanished(e)
                    .map(refusal -> KeyringTree.closed(serial, metadata, remark(refusal, Remark.NOT_READABLE)));
        }
        List<KeyringTree> links = new ArrayList<>(linked.length);
        for (int link : linked) {
            tree(link, depth + 1).ifPresent(links::add);
        }
        return Optional.of(KeyringTree.open(serial, metadata, links));
    }

    private static Optional<KeyctlException> unlessVanished(KeyctlException e) {
        return e.errno() == Errno.ENOKEY ? Optional.empty() : Optional.of(e);
    }

    private static Remark remark(KeyctlException e, Remark denied) {
        return switch (e.errno()) {
            case EKEYEXPIRED -> Remark.EXPIRED;
            case EKEYREVOKED -> Remark.REVOKED;
            case EKEYREJECTED -> Remark.REJECTED;
            case EACCES -> denied;
            default -> throw e;
        };
    }
}
