package org.linuxkeyring.kernel.memory;

import java.util.function.Function;
import java.util.function.IntSupplier;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.Keyctl;

/**
 * From the IDs that a caller gives to keys that it may use, as lookup_user_key does in security/keys/process_keys.c.
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

    /** The key, alive and permitting this. */
    MemoryReference usable(int id, MemoryPermission permission) {
        return alive(find(id, false)).permitting(permission);
    }

    /** The keyring, alive and permitting this; a thread, process or session keyring is made where there is none. */
    MemoryReference usableOrNew(int id, MemoryPermission permission) {
        return alive(find(id, true)).permitting(permission);
    }

    /** The key, whether alive or not. A special ID is possession enough; a serial is not. */
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
     * The key to read. A possessor reads what a search finds, with or without the read permission (keyctl_read_key).
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

    /** As KEYCTL_SEARCH searches. */
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

    /** As request_key(2) searches. */
    int request(byte[] type, byte[] description, int destination) {
        return orNoKey(() -> found(
                type, description, destination, name -> inProcessKeyrings(MemorySearch.forLiveName(name, keys.now()))));
    }

    /** The serial of what is found, once it is linked into the destination, if there is one. */
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

    /** ENOKEY, whatever it is that is missing, is no refusal of a search but the answer of a miss. */
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

    /** Null where one of the keyrings has no such key; what another refuses is told only if none has that answer. */
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
