package org.linuxkeyring.keystore;

import java.util.Optional;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.OwnerThread;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.KeyringRoot;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.Owners;
import org.linuxkeyring.keyring.SearchScope;
import org.linuxkeyring.keyring.SessionOwner;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.keystore.store.EntryStore;
import org.linuxkeyring.keystore.store.HeldEntries;
import org.linuxkeyring.keystore.store.KeyringEntries;
import org.linuxkeyring.keystore.store.ReadOnlyEntries;
import org.linuxkeyring.keystore.store.StagedEntries;
import org.linuxkeyring.seal.Sealing;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Restriction;
import org.linuxkeyring.spec.Seal;

/**
 * The opening of what a keystore's settings name: the backend, the keyring, and the way in which changes reach the
 * keyring.
 */
final class KeyStoreOpening {
    private KeyStoreOpening() {}

    /**
     * Opens the keyrings that the settings name, and brings sealed entries back that are missing.
     *
     * @param sealed the sealed entries of the file that the settings are from
     * @throws KeyringException if the backend or the keyring cannot be opened, or the missing entries cannot
     */
    static KeyStoreEntries open(Settings settings, Optional<byte[]> sealed) {
        settings.restriction().ifPresent(restriction -> requireOwnKeyring(settings.keyring(), restriction));
        return open(settings, OpenBackend.of(settings.backend()), sealed);
    }

    /** Opens the keyrings that the settings name, in this backend. */
    static KeyStoreEntries open(Settings settings, Keyctl backend, Optional<byte[]> sealed) {
        Optional<KeyringPath> path = settings.keyring();
        boolean isConfined = path.filter(KeyringRoot::isConfined).isPresent();
        Keyctl keyctl = isConfined ? OwnerThread.confine(backend) : backend;
        Keyrings keyrings = new Keyrings(keyctl, owners(settings, keyctl, isConfined));
        Runnable restriction = () -> {};
        SearchScope scope;
        if (path.isPresent()) {
            Keyring keyring = keyrings.at(path.get(), settings.create());
            restriction = () -> settings.restriction().ifPresent(keyring::restrict);
            scope = keyring;
        } else {
            scope = keyrings.ofProcess();
        }
        HeldEntries direct = new HeldEntries(
                scope, settings.rawAlgorithm(), !OpenBackend.isMemory(settings.backend()), HeldEntries::requireUsable);
        EntryStore store = switch (settings.writes()) {
            case IMMEDIATE -> direct;
            case ON_STORE -> new StagedEntries(direct, stagingArea(settings), settings.policy());
            case NEVER -> new ReadOnlyEntries(direct);
        };
        Optional<Sealing> sealing = settings.seal().map(seal -> sealing(settings, keyctl, seal, sealed, direct));
        sealing.ifPresent(Sealing::fill);
        return new KeyStoreEntries(settings, store, scope, new KeyTypeProbe(keyctl), restriction, sealing);
    }

    private static Sealing sealing(
            Settings settings, Keyctl keyctl, Seal seal, Optional<byte[]> sealed, HeldEntries direct) {
        if (OpenBackend.isMemory(settings.backend())) {
            throw new KeyringException(
                    "seal=" + Printable.name(seal.toString()) + " needs a key in the kernel, and this"
                            + " keystore is in the JVM's memory. Set backend=kernel, or no seal");
        }
        if (settings.keyring().filter(KeyringRoot::isTransient).isPresent()) {
            throw new KeyringException(
                    "seal=" + Printable.name(seal.toString()) + " needs a keyring that other processes"
                            + " have by the same name after a reboot, as @u/NAME is, and not "
                            + Printable.name(settings.keyring().get().toString()));
        }
        requireOwn(direct.scope().destination(), keyctl);
        return Sealing.of(keyctl, seal, sealed, Optional.of(direct));
    }

    /**
     * Refuses to bring entries back into another user's keyring, who could read them there. The setting {@code owners}
     * does not help: whoever can write the file could name a keyring and its owner in it.
     */
    private static void requireOwn(Keyring keyring, Keyctl keyctl) {
        int own = keyctl.effectiveUser();
        int uid = new KernelKey(keyctl, keyring.serial()).metadata().uid();
        if (uid != 0 && uid != own && own != Keyctl.NO_USER) {
            throw new KeyringException("the keyring belongs to user " + Integer.toUnsignedString(uid)
                    + ", who could read the sealed entries there. Name a keyring of this user's or of root's");
        }
    }

    /**
     * Returns the owners whose keys the keystore takes for entries, and refuses another user's session unless the
     * settings accept it. A keystore on {@code @t} or {@code @p} neither links nor finds anything in the session
     * keyring, so its session is not checked.
     */
    private static Owners owners(Settings settings, Keyctl keyctl, boolean isConfined) {
        boolean isSessionShared = !isConfined && settings.takesAnySession() && SessionOwner.isAnothers(keyctl);
        Owners owners = Owners.of(keyctl, settings.owners(), isSessionShared);
        if (!isConfined && !settings.takesAnySession()) {
            SessionOwner.requireOwn(keyctl);
        }
        return owners;
    }

    /**
     * Refuses to restrict a keyring that is not below another. A restriction cannot be undone, and no program could add
     * keys to a user's or session's keyring any more.
     */
    private static void requireOwnKeyring(Optional<KeyringPath> path, Restriction restriction) {
        if (path.flatMap(KeyringPath::above).isEmpty()) {
            throw new KeyringException("restriction=" + Printable.name(restriction.toString())
                    + " cannot be undone, so it needs a keyring of the application's own, below another:"
                    + " set keyring=@u/NAME");
        }
    }

    /** Makes a place for staged changes, in memory that no other keystore sees. */
    private static EntryStore stagingArea(Settings settings) {
        SearchScope scope = new Keyrings(OpenBackend.privateMemory()).at(KeyringPath.of("@u"), false);
        return new KeyringEntries(scope, settings.rawAlgorithm());
    }
}
