package org.linuxkeyring.keystore.settings;

import java.io.IOException;
import java.io.InputStream;
import java.security.Security;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.linuxkeyring.spec.Setting;

/**
 * Recognises files for {@code KeyStore.getInstance(File, char[])}, where that is turned on: an application that asks
 * what kind of keystore it was handed would otherwise open a keyring of its own for whoever handed it in.
 */
public final class FileProbe {
    private static final String PROPERTY = "linuxkeyring." + Setting.PROBE.key();

    /**
     * What a file does not decide whose maker also chose the keyring: to start programs, to close the keyring for ever,
     * to let other users in.
     */
    private static final Set<Setting> NOT_COUNTING =
            EnumSet.of(Setting.CALLOUT, Setting.CALLOUT_ALIASES, Setting.RESTRICTION, Setting.SESSION, Setting.OWNERS);

    private final ProviderSettings provider;
    private volatile boolean hasRecognised;
    private volatile boolean awaitsFile;

    public FileProbe(ProviderSettings provider) {
        this.provider = provider;
    }

    /** Whether it is turned on and a stream begins as a reference does. */
    public boolean recognises(InputStream stream) throws IOException {
        hasRecognised = isOn() && Reference.isReference(stream);
        awaitsFile = hasRecognised;
        return hasRecognised;
    }

    /**
     * The settings of a stream, without those that do not count where the stream was recognised and not named.
     *
     * @param stream null for none
     * @throws IOException if it is no reference, or if there is none where a file was recognised just now:
     *     {@code KeyStore.getInstance(File, LoadStoreParameter)} loads from nothing where the parameter is null, which
     *     opens all that the process sees
     */
    public Map<String, String> settings(InputStream stream) throws IOException {
        if (stream == null) {
            requireNoneAwaited();
            return Map.of();
        }
        awaitsFile = false;
        Map<String, String> settings = Reference.read(stream);
        if (!hasRecognised) {
            return settings;
        }
        Map<String, String> counting = new TreeMap<>(settings);
        NOT_COUNTING.forEach(setting -> counting.remove(setting.key()));
        counting.put(Setting.CREATE.key(), "false");
        return counting;
    }

    private void requireNoneAwaited() throws IOException {
        if (awaitsFile) {
            awaitsFile = false;
            throw new IOException(
                    "LINUXKEYRING keystore cannot be loaded: the JDK recognised the file, and did not hand it on, since"
                            + " the parameter beside it is null. Call KeyStore.getInstance(File, char[])");
        }
    }

    /**
     * Said by the provider's file, a system property or a security property. A file that cannot be read is told of when
     * a keystore is loaded.
     */
    private boolean isOn() {
        try {
            return Stream.of(
                            provider.read().get(Setting.PROBE.key()),
                            System.getProperty(PROPERTY),
                            Security.getProperty(PROPERTY))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .filter(value -> value.strip().equalsIgnoreCase("true"))
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Refuses the setting where it would say of a file that it may be recognised, after it was.
     *
     * @throws IllegalArgumentException then
     */
    public static void requireNone(Map<String, String> ofKeyStore) {
        String probe = ofKeyStore.get(Setting.PROBE.key());
        if (probe != null) {
            throw Setting.PROBE.refused(
                    probe, "it belongs into the provider's file, or the system or security property " + PROPERTY);
        }
    }
}
