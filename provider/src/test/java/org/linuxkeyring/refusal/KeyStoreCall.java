package org.linuxkeyring.refusal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.OwnerThread;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Writes;

/** Calls of java.security.KeyStore, each with the exception that a refusal by the kernel must become. */
enum KeyStoreCall {
    LOAD(IOException.class) {
        @Override
        Object on(KeyStore store) throws IOException, GeneralSecurityException {
            return onItsOwnKeyring().getType();
        }
    },
    /** Makes a keyring first, in the thread that owns the thread keyring; otherwise a new thread would do that. */
    LOAD_NEW(IOException.class) {
        @Override
        Object on(KeyStore store) throws IOException, GeneralSecurityException {
            return open(KeyringLoadStoreParameter.builder().keyring("@t/refused-new"))
                    .getType();
        }
    },
    GET_KEY(UnrecoverableKeyException.class) {
        @Override
        Object on(KeyStore store) throws GeneralSecurityException {
            return shown((SecretKey) store.getKey(ALIAS, null));
        }
    },
    GET_ENTRY(UnrecoverableKeyException.class) {
        @Override
        Object on(KeyStore store) throws GeneralSecurityException {
            KeyStore.Entry entry = store.getEntry(ALIAS, null);
            return entry == null ? NOTHING : shown(((KeyStore.SecretKeyEntry) entry).getSecretKey());
        }
    },
    /** Loads first, with a setting by which a helper program makes missing entries. */
    GET_KEY_AT_FIRST_USE(UnrecoverableKeyException.class) {
        @Override
        Object on(KeyStore store) throws IOException, GeneralSecurityException {
            return shown((SecretKey) onFirstUse().getKey(NEW_ALIAS, null));
        }
    },
    GET_ENTRY_AT_FIRST_USE(UnrecoverableKeyException.class) {
        @Override
        Object on(KeyStore store) throws IOException, GeneralSecurityException {
            return onFirstUse().getEntry(NEW_ALIAS, null) == null ? NOTHING : "an entry";
        }
    },
    GET_CERTIFICATE_CHAIN_AT_FIRST_USE(KeyringException.class) {
        @Override
        Object on(KeyStore store) throws IOException, GeneralSecurityException {
            return onFirstUse().getCertificateChain(NEW_ALIAS) == null ? NOTHING : "a chain";
        }
    },
    GET_CERTIFICATE(KeyringException.class) {
        @Override
        Object on(KeyStore store) throws KeyStoreException {
            return store.getCertificate(ALIAS) == null ? NOTHING : "a certificate";
        }
    },
    GET_CERTIFICATE_CHAIN(KeyringException.class) {
        @Override
        Object on(KeyStore store) throws KeyStoreException {
            return store.getCertificateChain(ALIAS) == null ? NOTHING : "a chain";
        }
    },
    GET_CREATION_DATE(KeyringException.class) {
        @Override
        Object on(KeyStore store) throws KeyStoreException {
            return store.getCreationDate(ALIAS) == null ? NOTHING : "a date";
        }
    },
    IS_KEY_ENTRY(KeyringException.class) {
        @Override
        Object on(KeyStore store) throws KeyStoreException {
            return store.isKeyEntry(ALIAS);
        }
    },
    CONTAINS_ALIAS(KeyringException.class) {
        @Override
        Object on(KeyStore store) throws KeyStoreException {
            return store.containsAlias(ALIAS);
        }
    },
    ALIASES(KeyringException.class) {
        @Override
        Object on(KeyStore store) throws KeyStoreException {
            return Collections.list(store.aliases()).contains(ALIAS);
        }
    },
    /** Loads first, so that the keystore remembers no names. */
    FIRST_ALIASES(KeyringException.class) {
        @Override
        Object on(KeyStore store) throws IOException, GeneralSecurityException {
            return ALIASES.on(onItsOwnKeyring());
        }
    },
    SET_KEY_ENTRY(KeyStoreException.class) {
        @Override
        Object on(KeyStore store) throws KeyStoreException {
            store.setKeyEntry(ALIAS, key(), null, null);
            return "set";
        }
    },
    /** Loads first, and keeps the change in memory until it is stored. */
    STORE(IOException.class) {
        @Override
        Object on(KeyStore store) throws IOException, GeneralSecurityException {
            KeyStore staged = open(ownKeyring().writes(Writes.ON_STORE));
            SET_KEY_ENTRY.on(staged);
            staged.store(null);
            return "stored";
        }
    },
    DELETE_ENTRY(KeyStoreException.class) {
        @Override
        Object on(KeyStore store) throws KeyStoreException {
            store.deleteEntry(ALIAS);
            return "deleted";
        }
    };

    /** The result of a call that finds no entry. */
    static final String NOTHING = "nothing";

    static final String WHOLE_KEY = "the whole key";

    /** The secret of which no message may show any part; so it contains no words. */
    static final String SECRET = "qW7zKx3vJf9pTn5uHd2cRm8yBg4sLk6w";

    static final String CALLOUT = "linuxkeyring:nothing";

    private static final String ALIAS = "present";
    private static final String NEW_ALIAS = "new";

    private final Class<? extends Exception> declared;

    KeyStoreCall(Class<? extends Exception> declared) {
        this.declared = declared;
    }

    /** Returns the exception that the call declares. */
    Class<? extends Exception> declared() {
        return declared;
    }

    /** Makes the call, and returns its result in a word or two. */
    abstract Object on(KeyStore store) throws IOException, GeneralSecurityException;

    /** Makes what the calls find, and removes the keyrings that they make. */
    static void prepare(KeyStore store) throws IOException, GeneralSecurityException {
        SET_KEY_ENTRY.on(store);
        Keyctl owner = OwnerThread.confine(OpenBackend.of(Backend.KERNEL));
        owner.clear(owner.keyringId(Keyctl.THREAD_KEYRING, true));
    }

    /** Returns a keystore on a new keyring below the session keyring. */
    static KeyStore onItsOwnKeyring() throws IOException, GeneralSecurityException {
        return open(ownKeyring());
    }

    /** Returns a keystore on the keyrings that the process sees. */
    static KeyStore ofTheProcess() throws IOException, GeneralSecurityException {
        return open(KeyringLoadStoreParameter.builder());
    }

    private static KeyringLoadStoreParameter.Builder ownKeyring() {
        return KeyringLoadStoreParameter.builder().keyring("@s/refused");
    }

    private static KeyStore onFirstUse() throws IOException, GeneralSecurityException {
        return open(ownKeyring().callout(CALLOUT));
    }

    private static KeyStore open(KeyringLoadStoreParameter.Builder settings)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(settings.build());
        return store;
    }

    private static SecretKey key() {
        return new SecretKeySpec(SECRET.getBytes(StandardCharsets.US_ASCII), "AES");
    }

    private static String shown(SecretKey key) {
        return key == null ? NOTHING : key.equals(key()) ? WHOLE_KEY : "another key";
    }
}
