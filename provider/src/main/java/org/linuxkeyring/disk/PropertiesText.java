package org.linuxkeyring.disk;

import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.linuxkeyring.kernel.Printable;

/** A text of properties that has each name once. {@link Properties} takes the last of several without a word. */
public final class PropertiesText {
    private PropertiesText() {}

    /**
     * Returns the properties of a text.
     *
     * @throws IOException if a name is there twice
     * @throws IllegalArgumentException if an escape sequence is malformed
     */
    public static Map<String, String> parse(String text) throws IOException {
        Unique properties = new Unique();
        try {
            properties.load(new StringReader(text));
        } catch (IllegalStateException e) {
            throw new IOException(e.getMessage(), e);
        }
        Map<String, String> settings = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        return settings;
    }

    /** Properties that refuse a name that they have. */
    private static final class Unique extends Properties {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Object put(Object name, Object value) {
            if (containsKey(name)) {
                throw new IllegalStateException(
                        "'" + Printable.text((String) name) + "' is set twice. Leave one of the lines");
            }
            return super.put(name, value);
        }
    }
}
