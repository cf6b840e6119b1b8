package org.linuxkeyring.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore.PrivateKeyEntry;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.linuxkeyring.keystore.KeyPasswords;
import org.linuxkeyring.keystore.LinkedEntries;
import org.linuxkeyring.keystore.ServedEntries;

/** The private keys of a keystore as they are at each question. The JDK's key manager chooses among them. */
interface ServedKeys {
    /**
     * A key that was chosen.
     *
     * @param alias the JDK's alias, such as "1.0.web"
     */
    record Choice(String alias, PrivateKeyEntry entry) {}

    /**
     * Returns the private keys of a keystore.
     *
     * @param passwords the passwords of the keys, which are asked again for the keys that replace them
     */
    static ServedKeys of(ServedEntries entries, KeyPasswords passwords) {
        Optional<LinkedEntries> linked = entries.linked();
        return linked.isPresent()
                ? new IndexedKeys(linked.get(), passwords, System::nanoTime)
                : new ListedKeys(entries, passwords);
    }

    /** Returns the key that the JDK's manager chooses; empty if none suits. */
    Optional<Choice> choose(Hello hello, Function<X509ExtendedKeyManager, String> question);

    /** Returns the JDK's manager's answer about all keys. */
    String[] list(Function<X509ExtendedKeyManager, String[]> question);

    /** Returns the entry that has this alias in the keystore now. */
    Optional<PrivateKeyEntry> named(String alias);

    /** Returns the reason why none of the keys could be used at first; empty if one could, or if there were none. */
    Optional<GeneralSecurityException> refusal();

    /** Returns the JDK's key manager for these entries. */
    static X509ExtendedKeyManager selection(Map<String, PrivateKeyEntry> entries) {
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyringKeyManagerFactory.JDK_ALGORITHM);
            factory.init(FixedKeyStore.of(entries), null);
            return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK's key manager takes any keystore", e);
        }
    }

    /**
     * Returns the keystore's alias of a JDK alias such as "1.0.web", which consists of a counter, the keystore's number
     * and the keystore's alias (sun.security.ssl.X509KeyManagerImpl, makeAlias).
     */
    static String ofKeyStore(String alias) {
        return alias.substring(alias.indexOf('.', alias.indexOf('.') + 1) + 1);
    }
}
