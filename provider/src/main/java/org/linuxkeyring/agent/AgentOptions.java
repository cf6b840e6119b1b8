package org.linuxkeyring.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.spec.Setting;

/**
 * The options of the agent.
 *
 * @param rotates whether the rotating key and trust manager factories become the default
 * @param readsFiles whether keystores of files may be references to keyrings
 * @param settings the defaults of keystores' settings, by key
 */
record AgentOptions(boolean rotates, boolean readsFiles, Map<String, String> settings) {
    private static final String ROTATE = "rotate";
    private static final String FILES = "files";

    private static final String FORM = ". Write -javaagent:linuxkeyring-all.jar[=OPTION,OPTION...], where an OPTION is "
            + ROTATE + ", " + FILES + " or SETTING=VALUE, and a comma in a value is written twice";

    /**
     * Reads options that are separated by commas; a comma that is written twice is one comma of a value.
     *
     * @throws IllegalArgumentException if an option is not known, not allowed or given twice; the message names it, the
     *     reason and the remedy
     */
    static AgentOptions parse(String text) {
        Set<String> words = new HashSet<>();
        Map<String, String> settings = new LinkedHashMap<>();
        for (String option : text.isEmpty() ? List.<String>of() : split(text)) {
            int equals = option.indexOf('=');
            if (equals >= 0) {
                set(option.substring(0, equals), option.substring(equals + 1), settings);
            } else if (option.equals(ROTATE) || option.equals(FILES)) {
                words.add(option);
            } else {
                throw refused(
                        option.isEmpty() ? "An option is empty" : "Unknown option '" + Printable.name(option) + "'");
            }
        }
        requireLoadable(settings);
        return new AgentOptions(words.contains(ROTATE), words.contains(FILES), Map.copyOf(settings));
    }

    private static void set(String key, String value, Map<String, String> settings) {
        try {
            Setting.of(key).parse(value);
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
        if (settings.putIfAbsent(key, value) != null) {
            throw refused("Setting " + key + " is given twice");
        }
    }

    /**
     * Refuses settings with which no keystore is loaded that has none of its own. A system property counts before the
     * agent's setting.
     */
    private static void requireLoadable(Map<String, String> settings) {
        Map<String, String> counting = new HashMap<>(settings);
        counting.keySet().removeIf(key -> System.getProperty(Settings.SYSTEM_PROPERTY + key) != null);
        try {
            Settings.of(List.of(counting));
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(why + FORM);
    }

    private static List<String> split(String text) {
        List<String> options = new ArrayList<>();
        StringBuilder option = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != ',') {
                option.append(text.charAt(i));
            } else if (text.startsWith(",,", i)) {
                option.append(',');
                i++;
            } else {
                options.add(option.toString());
                option.setLength(0);
            }
        }
        options.add(option.toString());
        return options;
    }
}
