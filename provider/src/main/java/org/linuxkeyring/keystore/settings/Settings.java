package org.linuxkeyring.keystore.settings;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.EntryType;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.Keys;
import org.linuxkeyring.spec.Passwords;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.spec.Restriction;
import org.linuxkeyring.spec.Seal;
import org.linuxkeyring.spec.Session;
import org.linuxkeyring.spec.Setting;
import org.linuxkeyring.spec.Writes;

/** The configuration of one keystore, with the most specific value that was given for each setting. */
public final class Settings {
    /** The prefix of the system properties that settings are. */
    public static final String SYSTEM_PROPERTY = "linuxkeyring.";

    private final Map<Setting, String> texts;

    /** The values, each in the type that its constant in {@link Setting} documents. */
    private final Map<Setting, Object> values = new EnumMap<>(Setting.class);

    private Settings(Map<Setting, String> texts) {
        this.texts = texts;
        texts.forEach((setting, text) -> values.put(setting, setting.parse(text)));
    }

    /**
     * Merges layers of settings.
     *
     * @param layers the layers, with the most specific first; system properties and defaults come after the last
     * @throws IllegalArgumentException naming the key, the value and what is allowed
     */
    public static Settings of(List<Map<String, String>> layers) {
        layers.forEach(layer -> layer.forEach(Settings::check));
        Map<Setting, String> texts = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            // That a recovery file was written is a note about one file, which stands in that file alone.
            boolean isOfFile = setting == Setting.RECOVERY;
            layers.stream()
                    .limit(isOfFile ? 1 : layers.size())
                    .map(layer -> layer.get(setting.key()))
                    .filter(value -> value != null)
                    .findFirst()
                    .or(() -> isOfFile ? Optional.empty() : systemProperty(setting))
                    .map(setting::trimmed)
                    .or(setting::fallback)
                    .ifPresent(text -> texts.put(setting, text));
        }
        Settings settings = new Settings(texts);
        settings.requireCalloutForItsAliases();
        settings.requireKeyringToSeal();
        return settings;
    }

    private static Optional<String> systemProperty(Setting setting) {
        Optional<String> value = Optional.ofNullable(System.getProperty(SYSTEM_PROPERTY + setting.key()));
        value.ifPresent(text -> check(setting.key(), text));
        return value;
    }

    /**
     * Refuses a setting that does not exist, or a value that is not allowed.
     *
     * @throws IllegalArgumentException naming the key, the value and what is allowed
     */
    static void check(String key, String value) {
        Setting.of(key).parse(value);
    }

    /** Returns the keyring that holds the entries; empty for a keystore that shows all that the process sees. */
    public Optional<KeyringPath> keyring() {
        return value(Setting.KEYRING);
    }

    /**
     * Returns whether missing keyrings are made. A read-only keystore makes none unless the setting says so, or unless
     * its entries are sealed: after a reboot there is no keyring yet.
     */
    public boolean create() {
        return this.<Boolean>value(Setting.CREATE).orElse(writes() != Writes.NEVER || seal().isPresent());
    }

    /** Returns whether a keystore is loaded even if the session keyring is another user's. */
    public boolean takesAnySession() {
        return is(Setting.SESSION, Session.ANY);
    }

    /** Returns the numbers of the users whose keys are entries, besides the process's own user and root. */
    public Set<Integer> owners() {
        return this.<List<String>>set(Setting.OWNERS).stream()
                .map(UserNumber::of)
                .collect(Collectors.toSet());
    }

    /** Returns the key types that a plain alias may stand for, in the order in which a search tries them. */
    public List<KeyType> types() {
        return switch (this.<EntryType>set(Setting.TYPE)) {
            case AUTO -> List.of(KeyType.USER, KeyType.BIG_KEY);
            case USER -> List.of(KeyType.USER);
            case BIG_KEY -> List.of(KeyType.BIG_KEY);
        };
    }

    public String prefix() {
        return set(Setting.PREFIX);
    }

    /** Returns the callout info for request_key(2); empty if no lookup starts a helper program. */
    public Optional<byte[]> callout() {
        return value(Setting.CALLOUT);
    }

    /** Returns the aliases that TLS requests before it has seen entries of these names. */
    public List<String> calloutAliases() {
        return this.<List<String>>value(Setting.CALLOUT_ALIASES).orElse(List.of());
    }

    private void requireCalloutForItsAliases() {
        if (callout().isEmpty() && !calloutAliases().isEmpty()) {
            throw new IllegalArgumentException("Setting " + Setting.CALLOUT_ALIASES.key()
                    + " has no meaning without callout, by which missing entries are made: set both or none");
        }
    }

    private void requireKeyringToSeal() {
        if (seal().isPresent() && keyring().isEmpty()) {
            throw Setting.SEAL.refused(
                    texts.get(Setting.SEAL), "it needs a keyring whose entries are sealed: set keyring=@u/NAME");
        }
    }

    Optional<Duration> timeout() {
        return value(Setting.TIMEOUT);
    }

    Optional<Permissions> permissions() {
        return value(Setting.PERMISSIONS);
    }

    /** Returns the restriction of the keyring; empty if the keyring takes whatever its permissions allow. */
    public Optional<Restriction> restriction() {
        return set(Setting.RESTRICTION);
    }

    /** Returns the policy for a new entry that was set without a policy of its own. */
    public EntryPolicy policy() {
        EntryPolicy masked = permissions().map(EntryPolicy.NONE::permitting).orElse(EntryPolicy.NONE);
        return timeout().map(masked::expiringIn).orElse(masked);
    }

    public Writes writes() {
        return set(Setting.WRITES);
    }

    public boolean protectsByPassword() {
        return is(Setting.PASSWORDS, Passwords.PROTECT);
    }

    /** Returns whether new keys are given to the kernel to hold. */
    public boolean holdsKeys() {
        return is(Setting.PROTECTION, Protection.KERNEL_HELD);
    }

    /** Returns whether the keystore returns handles instead of keys. */
    public boolean hidesKeys() {
        return is(Setting.KEYS, Keys.OPAQUE);
    }

    /** Returns the key under which the entries are encrypted that {@code store} writes; empty if it writes none. */
    public Optional<Seal> seal() {
        return value(Setting.SEAL);
    }

    /** Returns {@code none}, or the generation of which a recovery file was written; empty if neither is recorded. */
    public Optional<String> recovery() {
        return Optional.ofNullable(texts.get(Setting.RECOVERY));
    }

    public String rawAlgorithm() {
        return set(Setting.RAW_ALGORITHM);
    }

    public Backend backend() {
        return set(Setting.BACKEND);
    }

    /**
     * Returns the settings that differ from the defaults, by key; they are enough to open the same keystore elsewhere.
     */
    public Map<String, String> toMap() {
        Map<String, String> map = new TreeMap<>();
        texts.forEach((setting, text) -> {
            if (setting != Setting.PROBE && !setting.fallback().equals(Optional.of(text))) {
                map.put(setting.key(), text);
            }
        });
        return map;
    }

    private boolean is(Setting setting, Object value) {
        return set(setting).equals(value);
    }

    /** Returns the value of a setting that always has one. */
    private <T> T set(Setting setting) {
        return this.<T>value(setting).orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private <T> Optional<T> value(Setting setting) {
        return Optional.ofNullable((T) values.get(setting));
    }
}
