package org.linuxkeyring.kernel.memory;

import java.util.function.Function;
import java.util.function.IntSupplier;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.Keyctl;

/**
 * The lookup of keys by the IDs that a caller gives, with the check of permissions (lookup_user_key in
 * security/keys/process_keys.c).
 */
final class MemoryLookup {
    private final MemoryKeys keys;
    /** KEY_SPEC_REQKEY_AUTH_KEY and KEY_SPEC_REQUESTOR_KEYRING of include/uapi/linux/keyctl.h. */
    private static final int REQUEST_KEY_AUTHORISATION = -7;

    private static final int REQUESTOR_KEYRING = -8;

    private final MemorySpecialKeyrings special;

    MemoryLookup(MemoryKeys keys, MemorySpecialKeyrings special) {
        this.keys = keys;
        this.special = special;
    }

    /** Returns a live key that grants this permission. */
    MemoryReference usable(int id, MemoryPermission permission) {
        return alive(find(id, false)).permitting(permission);
    }

    /**
     * Returns a live keyring that grants this permission; a thread, process or session keyring that does not exist is
     * made.
     */
    MemoryReference usableOrNew(int id, MemoryPermission permission) {
        return alive(find(id, true)).permitting(permission);
    }

    /**
     * Returns a key, whether it is alive or not. A key that is named by a special ID is possessed; a serial alone gives
     * no possession.
     */
    MemoryReference find(int id, boolean create) {
        return switch (id) {
            case Keyctl.THREAD_KEYRING -> new MemoryReference(special.thread(create), true);
            case Keyctl.PROCESS_KEYRING -> new MemoryReference(special.process(create), true);
            case Keyctl.SESSION_KEYRING -> new MemoryReference(special.session(create), true);
            case Keyctl.USER_KEYRING -> new MemoryReference(special.user(), true);
            case Keyctl.USER_SESSION_KEYRING -> new MemoryReference(special.userSession(), true);
            // Those of a helper program and of who waits for it, of which there are none here.
            case REQUEST_KEY_AUTHORISATION, REQUESTOR_KEYRING -> throw new MemoryRefusal(Errno.ENOKEY);
            default -> ofSerial(id);
        };
    }

    MemoryReference alive(MemoryReference reference) {
        reference.key().unusable(keys.now()).ifPresent(errno -> {
            throw new MemoryRefusal(errno);
        });
        return reference;
    }

    /**
     * Returns a key for reading. A possessor may read each key that a search finds, with or without read permission
     * (keyctl_read_key).
     */
    MemoryReference readable(int id) {
        MemoryReference found;
        try {
            found = find(id, false);
        } catch (MemoryRefusal anyhow) {
            throw new MemoryRefusal(Errno.ENOKEY);
        }
        if (!found.possessed()) {
            found.permitting(MemoryPermission.READ);
        }
        MemoryRefusal.when(!found.key().name().type().isReadable(), Errno.EOPNOTSUPP);
        return alive(found);
    }

    /** Searches as KEYCTL_SEARCH does. */
    int search(int keyring, byte[] type, byte[] description, int destination) {
        return orNoKey(() -> {
            MemoryReference root = usable(keyring, MemoryPermission.SEARCH);
            return found(
                    type,
                    description,
                    destination,
                    name -> MemorySearch.forName(name, keys.now()).in(root));
        });
    }

    /** Searches as request_key(2) does. */
    int request(byte[] type, byte[] description, int destination) {
        return orNoKey(() -> found(
                type, description, destination, name -> inProcessKeyrings(MemorySearch.forLiveName(name, keys.now()))));
    }

    /** Returns the serial of the found key after it was linked into the destination, if there is one. */
    private int found(byte[] type, byte[] description, int destination, Function<MemoryName, MemoryReference> search) {
        String typeName = MemoryName.typeName(type);
        String text = MemoryName.description(description);
        MemoryReference into = destination == Keyctl.NO_KEY ? null : usableOrNew(destination, MemoryPermission.WRITE);
        MemoryReference found = MemoryKeyType.named(typeName)
                .map(keyType -> search.apply(new MemoryName(keyType, text)))
                .orElse(null);
        if (found == null) {
            return Keyctl.NO_KEY;
        }
        if (into != null) {
            keys.link(found.permitting(MemoryPermission.LINK).key(), into.keyring());
        }
        return found.key().serial();
    }

    /**
     * Runs a search, and returns {@link Keyctl#NO_KEY} for ENOKEY, whatever key or keyring it is that does not exist.
     */
    private static int orNoKey(IntSupplier search) {
        try {
            return search.getAsInt();
        } catch (MemoryRefusal refusal) {
            if (refusal.errno() == Errno.ENOKEY) {
                return Keyctl.NO_KEY;
            }
            throw refusal;
        }
    }

    private MemoryReference ofSerial(int serial) {
        MemoryRefusal.when(serial < 1, Errno.EINVAL);
        MemoryKey key = keys.find(serial);
        return new MemoryReference(key, isPossessed(key));
    }

    private boolean isPossessed(MemoryKey key) {
        try {
            return inProcessKeyrings(MemorySearch.forKey(key, keys.now())) != null;
        } catch (MemoryRefusal unreachable) {
            return false;
        }
    }

    /**
     * Searches the process's keyrings, and returns null if one of them has no such key; the refusal of another is
     * thrown only if none has that result.
     */
    private MemoryReference inProcessKeyrings(MemorySearch search) {
        MemoryRefusal refusal = null;
        boolean missed = false;
        for (MemoryKeyring keyring : special.searched()) {
            try {
                MemoryReference found = search.in(new MemoryReference(keyring, true));
                if (found != null) {
                    return found;
                }
                missed = true;
            } catch (MemoryRefusal e) {
                refusal = e;
            }
        }
        if (!missed && refusal != null) {
            throw refusal;
        }
        return null;
    }
}
