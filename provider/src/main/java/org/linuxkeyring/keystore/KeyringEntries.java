package org.linuxkeyring.keystore;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.keyring.Key;
import org.linuxkeyring.keyring.PermissionMask;
import org.linuxkeyring.keyring.SearchScope;

/** The entries in the keyrings themselves: every change is a system call ({@code writes=immediate}). */
final class KeyringEntries implements EntryStore {
    /** How often a key that vanished between search and read is searched for again: another process may be replacing it. */
    private static final int ATTEMPTS = 100;

    private final SearchScope scope;
    private final Optional<Integer> timeout;
    private final Optional<PermissionMask> permissions;

    KeyringEntries(SearchScope scope, Optional<Integer> timeout, Optional<PermissionMask> permissions) {
        this.scope = scope;
        this.timeout = timeout;
        this.permissions = permissions;
    }

    @Override
    public boolean contains(KeyName name) {
        try {
            return search(name).isPresent();
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED -> false;
                default -> throw e;
            };
        }
    }

    @Override
    public <T> Optional<T> read(KeyName name, PayloadReader<T> reader) {
        for (int attempt = 1; ; attempt++) {
            Optional<Key> key = search(name);
            if (key.isEmpty()) {
                return Optional.empty();
            }
            AtomicBoolean found = new AtomicBoolean();
            try {
                return Optional.of(key.get().read(payload -> {
                    found.set(true);
                    return reader.read(payload);
                }));
            } catch (KeyctlException e) {
                // The reader may make calls of its own, as the storing of kept back changes does.
                if (e.errno() != Errno.ENOKEY || found.get() || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** No key has a description that add_key(2) would refuse, so there is nothing to ask the kernel. */
    private Optional<Key> search(KeyName name) {
        return name.description().isLegal() ? scope.search(name.type(), name.description()) : Optional.empty();
    }

    @Override
    public List<KeyName> names() {
        return scope.list().stream()
                .map(linked ->
                        new KeyName(linked.metadata().type(), linked.metadata().description()))
                .toList();
    }

    /** Sets the timeout after each change, since a new payload clears it, and the mask last: it may forbid the rest. */
    @Override
    public void put(KeyName name, ByteBuffer payload) {
        Key key = scope.put(name.type(), name.description(), payload);
        try {
            timeout.ifPresent(key::setTimeout);
            permissions.ifPresent(key::setPermissions);
        } catch (KeyctlException e) {
            throw new KeyringException(
                    "the entry is stored, but not with the timeout and permissions that are configured: "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public void remove(KeyName name) {
        if (contains(name)) {
            scope.remove(name.type(), name.description());
        }
    }

    @Override
    public void flush() {
        // Nothing is ever kept back.
    }
}
