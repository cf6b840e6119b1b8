package org.linuxkeyring.keystore.settings;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.linuxkeyring.keyring.Backend;
import org.linuxkeyring.keyring.KeyringPath;
import org.linuxkeyring.keyring.Restriction;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.PermissionMask;

/** The configuration of one keystore: for each setting the most specific value that was given. */
public final class Settings {
    /** When a change reaches the keyring. */
    public enum Writes {
        IMMEDIATE,
        ON_STORE,
        NEVER
    }

    /** A page with the terminating NUL (security/keys/keyctl.c, request_key). */
    private static final int MAX_CALLOUT_INFO = 4095;

    private static final int MAX_CALLOUT_ALIASES = 256;

    private static final String SYSTEM_PROPERTY = "linuxkeyring.";

    private static final Map<String, Boolean> TRUE_OR_FALSE = Map.of("true", true, "false", false);
    private static final Map<String, Boolean> PASSWORDS = Map.of("protect", true, "ignore", false);
    private static final Map<String, Boolean> PROTECTIONS = Map.of("exportable", false, "kernel-held", true);

    private final Map<Setting, String> values;

    private Settings(Map<Setting, String> values) {
        this.values = values;
    }

    /**
     * Merges layers of settings.
     *
     * @param layers the most specific first; system properties and defaults come after the last
     * @throws IllegalArgumentException naming the key, the value and what is allowed
     */
    public static Settings of(List<Map<String, String>> layers) {
        layers.forEach(layer -> layer.forEach(Settings::check));
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            layers.stream()
                    .map(layer -> layer.get(setting.key()))
                    .filter(value -> value != null)
                    .findFirst()
                    .or(() -> systemProperty(setting))
                    .map(setting::trimmed)
                    .or(setting::fallback)
                    .ifPresent(value -> values.put(setting, value));
        }
        Settings settings = new Settings(values);
        settings.requireCalloutForItsAliases();
        return settings;
    }

    private static Optional<String> systemProperty(Setting setting) {
        Optional<String> value = Optional.ofNullable(System.getProperty(SYSTEM_PROPERTY + setting.key()));
        value.ifPresent(text -> check(setting.key(), text));
        return value;
    }

    /**
     * Refuses what no keystore could be configured with.
     *
     * @throws IllegalArgumentException naming the key, the value and what is allowed
     */
    public static void check(String key, String value) {
        Setting setting = Setting.of(key);
        Settings alone = new Settings(new EnumMap<>(Map.of(setting, setting.trimmed(value))));
        switch (setting) {
            case KEYRING -> alone.keyring();
            case CREATE -> alone.create();
            case TYPE -> alone.types();
            case PREFIX -> alone.prefix();
            case CALLOUT -> alone.callout();
            case CALLOUT_ALIASES -> alone.calloutAliases();
            case TIMEOUT -> alone.timeout();
            case PERMISSIONS -> alone.permissions();
            case RESTRICTION -> alone.restriction();
            case WRITES -> alone.writes();
            case PASSWORDS -> alone.protectsByPassword();
            case PROTECTION -> alone.holdsKeys();
            case RAW_ALGORITHM -> alone.rawAlgorithm();
            case BACKEND -> alone.backend();
            case SESSION -> alone.takesAnySession();
            case OWNERS -> alone.namedOwners();
            case PROBE -> alone.probes();
        }
    }

    /** None: the keystore sees what the process sees. */
    public Optional<KeyringPath> keyring() {
        return parsed(Setting.KEYRING, KeyringPath::parse);
    }

    /** Who may only look makes nothing, unless told to. */
    public boolean create() {
        return values.containsKey(Setting.CREATE) ? oneOf(Setting.CREATE, TRUE_OR_FALSE) : writes() != Writes.NEVER;
    }

    /** Whether a keystore is loaded where the session keyring is another user's. */
    public boolean takesAnySession() {
        return oneOf(Setting.SESSION, Map.of("own", false, "any", true));
    }

    /** The users whose keys count besides the process's own and root's, by number. */
    public Set<Integer> owners() {
        return namedOwners().stream().map(UserNumber::of).collect(Collectors.toSet());
    }

    private List<String> namedOwners() {
        return parsed(Setting.OWNERS, text -> {
                    List<String> named = text.isEmpty() ? List.of() : List.of(text.split("\\s*,\\s*", -1));
                    named.forEach(UserNumber::requireLegal);
                    return named;
                })
                .orElse(List.of());
    }

    private boolean probes() {
        return oneOf(Setting.PROBE, TRUE_OR_FALSE);
    }

    /** Those a plain alias may be of, in the order in which they are looked for. */
    public List<KeyType> types() {
        return oneOf(
                Setting.TYPE,
                Map.of(
                        "auto", List.of(KeyType.USER, KeyType.BIG_KEY),
                        "user", List.of(KeyType.USER),
                        "big_key", List.of(KeyType.BIG_KEY)));
    }

    public String prefix() {
        String prefix = values.get(Setting.PREFIX);
        if (prefix.indexOf('\0') >= 0) {
            throw Setting.PREFIX.malformed(prefix.replace('\0', '?'));
        }
        return prefix;
    }

    /** None: no lookup starts a helper program. */
    public Optional<byte[]> callout() {
        return parsed(Setting.CALLOUT, text -> {
            byte[] info = text.getBytes(StandardCharsets.UTF_8);
            if (info.length == 0 || info.length > MAX_CALLOUT_INFO || text.indexOf('\0') >= 0) {
                throw new IllegalArgumentException();
            }
            return info;
        });
    }

    /** Those that TLS asks for before it has seen them. */
    public List<String> calloutAliases() {
        return parsed(Setting.CALLOUT_ALIASES, text -> {
                    List<String> aliases = Pattern.compile(",")
                            .splitAsStream(text)
                            .map(String::strip)
                            .distinct()
                            .toList();
                    if (aliases.isEmpty() || aliases.contains("") || aliases.size() > MAX_CALLOUT_ALIASES) {
                        throw new IllegalArgumentException();
                    }
                    return aliases;
                })
                .orElse(List.of());
    }

    private void requireCalloutForItsAliases() {
        if (callout().isEmpty() && !calloutAliases().isEmpty()) {
            throw new IllegalArgumentException("Setting " + Setting.CALLOUT_ALIASES.key()
                    + " has no meaning without callout, by which missing entries are made: set both or none");
        }
    }

    /** In seconds. */
    Optional<Integer> timeout() {
        return parsed(Setting.TIMEOUT, Settings::seconds);
    }

    Optional<PermissionMask> permissions() {
        return parsed(Setting.PERMISSIONS, PermissionMask::parse);
    }

    /** None: the keyring takes whatever its permissions allow. */
    public Optional<Restriction> restriction() {
        return parsed(
                        Setting.RESTRICTION,
                        text -> text.equals("none")
                                ? Optional.<Restriction>empty()
                                : Optional.of(Restriction.parse(text)))
                .flatMap(restriction -> restriction);
    }

    /** What a new entry gets that was set without a policy of its own. */
    public EntryPolicy policy() {
        EntryPolicy masked = permissions().map(EntryPolicy.NONE::permitting).orElse(EntryPolicy.NONE);
        return timeout().map(masked::expiringIn).orElse(masked);
    }

    public Writes writes() {
        return oneOf(
                Setting.WRITES,
                Map.of("immediate", Writes.IMMEDIATE, "on-store", Writes.ON_STORE, "never", Writes.NEVER));
    }

    public boolean protectsByPassword() {
        return oneOf(Setting.PASSWORDS, PASSWORDS);
    }

    /** Whether new keys are given to the kernel to hold. */
    public boolean holdsKeys() {
        return oneOf(Setting.PROTECTION, PROTECTIONS);
    }

    public String rawAlgorithm() {
        String name = values.get(Setting.RAW_ALGORITHM);
        if (name.isEmpty()) {
            throw Setting.RAW_ALGORITHM.malformed(name);
        }
        return name;
    }

    public Backend backend() {
        return oneOf(Setting.BACKEND, Map.of("auto", Backend.AUTO, "kernel", Backend.KERNEL, "memory", Backend.MEMORY));
    }

    /** What differs from the defaults, by key: enough to open the same keystore elsewhere. */
    public Map<String, String> toMap() {
        Map<String, String> map = new TreeMap<>();
        values.forEach((setting, value) -> {
            if (setting != Setting.PROBE && !setting.fallback().equals(Optional.of(value))) {
                map.put(setting.key(), value);
            }
        });
        return map;
    }

    private <T> Optional<T> parsed(Setting setting, Function<String, T> parser) {
        Optional<String> value = Optional.ofNullable(values.get(setting));
        try {
            return value.map(parser);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw setting.malformed(value.orElse(""));
        }
    }

    private <T> T oneOf(Setting setting, Map<String, T> allowed) {
        String value = values.get(setting);
        T choice = allowed.get(value.toLowerCase(Locale.ROOT));
        if (choice == null) {
            throw setting.malformed(value);
        }
        return choice;
    }

    private static int seconds(String text) {
        Duration duration = text.matches("[0-9]+") ? Duration.ofSeconds(Long.parseLong(text)) : Duration.parse(text);
        int seconds = Math.toIntExact(duration.getSeconds());
        if (seconds < 1 || duration.getNano() != 0) {
            throw new IllegalArgumentException();
        }
        return seconds;
    }
}
