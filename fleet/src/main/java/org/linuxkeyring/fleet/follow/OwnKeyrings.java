package org.linuxkeyring.fleet.follow;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Duration;
import java.util.Optional;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.NoSuchKeyringException;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Policy;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Passwords;

/** The keyrings of the user as whom this process runs. */
public final class OwnKeyrings implements Destination {
    private final Backend backend;

    public OwnKeyrings(Backend backend) {
        this.backend = backend;
    }

    @Override
    public void set(EntryName name, KeyStore.Entry entry, Policy policy, Duration lifetime)
            throws GeneralSecurityException {
        KeyringProtection.Builder protection = KeyringProtection.builder().timeout(lifetime);
        policy.permissions().ifPresent(protection::permissions);
        if (policy.held()) {
            protection.kernelHeld();
        }
        open(name, true).orElseThrow().setEntry(name.alias(), entry, protection.build());
    }

    @Override
    public boolean prolong(EntryName name, Policy policy, Duration lifetime) throws GeneralSecurityException {
        Optional<KeyStore> keyStore = open(name, false);
        if (keyStore.isEmpty() || !keyStore.get().containsAlias(name.alias())) {
            return false;
        }
        KeyringKeyStore.of(keyStore.get()).setTimeout(name.alias(), lifetime);
        return true;
    }

    @Override
    public void remove(EntryName name, Policy policy) throws GeneralSecurityException {
        Optional<KeyStore> keyStore = open(name, false);
        if (keyStore.isPresent() && keyStore.get().containsAlias(name.alias())) {
            keyStore.get().deleteEntry(name.alias());
        }
    }

    /**
     * Returns the keystore of an entry's keyring. Unless the keyring is to be made, the result is empty if there is
     * none, or its user has revoked it or let it expire.
     */
    private Optional<KeyStore> open(EntryName name, boolean create) throws GeneralSecurityException {
        KeyStore keyStore = KeyStore.getInstance(KeyringKeyStore.TYPE, new LinuxKeyringProvider());
        try {
            keyStore.load(KeyringLoadStoreParameter.builder()
                    .keyring(name.keyring())
                    .create(create)
                    .passwords(Passwords.IGNORE)
                    .backend(backend)
                    .build());
            return Optional.of(keyStore);
        } catch (IOException e) {
            if (!create && (e.getCause() instanceof NoSuchKeyringException || isOver(e.getCause()))) {
                return Optional.empty();
            }
            throw new KeyStoreException(e.getMessage(), e);
        }
    }

    /** Returns whether a keyring was revoked or has expired, so that nothing in it can be used any more. */
    private static boolean isOver(Throwable cause) {
        return cause instanceof KeyctlException refused
                && (refused.errno() == Errno.EKEYREVOKED || refused.errno() == Errno.EKEYEXPIRED);
    }
}
