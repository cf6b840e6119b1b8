package org.linuxkeyring.spring;

import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.secret.KeyringSecrets;
import org.springframework.boot.env.PropertySourceInfo;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * The secrets of a keyring as properties, of those that can be read. Which there are is seen at the start, since Spring
 * Boot goes through the names of a source at each question; the value is that of the moment in which it is asked for.
 */
final class KeyringPropertySource extends EnumerablePropertySource<KeyringSecrets>
        implements OriginLookup<String>, PropertySourceInfo {
    private final Set<String> names;

    KeyringPropertySource(String keyring, KeyringSecrets secrets) {
        super("keyring " + keyring, secrets);
        this.names = Set.copyOf(secrets.readable().keySet());
    }

    @Override
    public String[] getPropertyNames() {
        return names.toArray(String[]::new);
    }

    @Override
    public boolean containsProperty(String name) {
        return names.contains(name);
    }

    @Override
    public Object getProperty(String name) {
        return value(name).orElse(null);
    }

    Optional<String> value(String name) {
        return names.contains(name) ? getSource().get(name) : Optional.empty();
    }

    /** Returns whether a text has a value of the keyring in it, such as a URL with a password. */
    boolean isIn(String text) {
        return names.stream().map(this::value).flatMap(Optional::stream).anyMatch(text::contains);
    }

    @Override
    public Origin getOrigin(String key) {
        return names.contains(key) ? new EntryOrigin(getName(), key) : null;
    }

    @Override
    public boolean isImmutable() {
        return true;
    }

    private record EntryOrigin(String keyring, String alias) implements Origin {
        @Override
        public String toString() {
            return keyring + ", entry '" + alias + "'";
        }
    }
}
