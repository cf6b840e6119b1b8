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
import org.linuxkeyring.error.NoSuchKeyringException;
import org.linuxkeyring.event.Log;
import org.linuxkeyring.spec.Setting;

/**
 * Recognises files for {@code KeyStore.getInstance(File, char[])}, where the setting {@code probe} turns this on.
 * Without the setting no file is recognised: an application that asks of which type a keystore file is would otherwise
 * open one of its own keyrings for whoever handed it the file.
 */
public final class FileProbe {
    private static final String PROPERTY = Settings.SYSTEM_PROPERTY + Setting.PROBE.key();

    /**
     * The settings that are ignored in a recognised file, since whoever made the file also chose the keyring. Such a
     * file must not start programs, restrict the keyring for ever, let other users in or bring entries along.
     */
    private static final Set<Setting> NOT_COUNTING = EnumSet.of(
            Setting.CALLOUT,
            Setting.CALLOUT_ALIASES,
            Setting.RESTRICTION,
            Setting.SESSION,
            Setting.OWNERS,
            Setting.SEAL);

    private final ProviderSettings provider;
    private volatile boolean hasRecognised;
    private volatile boolean awaitsFile;

    public FileProbe(ProviderSettings provider) {
        this.provider = provider;
    }

    /** Returns whether recognition is turned on and a stream begins like a reference. */
    public boolean recognises(InputStream stream) throws IOException {
        hasRecognised = isOn() && Reference.isReference(stream);
        awaitsFile = hasRecognised;
        return hasRecognised;
    }

    /**
     * Returns the settings of a stream. If the file's type was recognised rather than named by the application, the
     * settings that a recognised file must not have are left out, and {@code create} is false.
     *
     * @param stream the stream that the keystore is loaded from, or null for none
     * @throws IOException if the stream is no reference, or if there is no stream although a file has just been
     *     recognised: {@code KeyStore.getInstance(File, LoadStoreParameter)} loads from no stream where the parameter
     *     is null, which would open all that the process sees; or if a recognised file names {@code @persistent}
     */
    public Map<String, String> settings(InputStream stream) throws IOException {
        boolean isAwaited = awaitsFile;
        awaitsFile = false;
        if (stream == null) {
            requireFile(isAwaited);
            return Map.of();
        }
        Map<String, String> settings = Reference.read(stream);
        return hasRecognised ? counting(settings) : settings;
    }

    private static Map<String, String> counting(Map<String, String> settings) throws IOException {
        Map<String, String> counting = new TreeMap<>(settings);
        for (Setting setting : NOT_COUNTING) {
            if (counting.remove(setting.key()) != null) {
                Log.warn("The setting " + setting.key() + " of a file does not count, since the file's type was"
                        + " recognised and not named. Name the type LINUXKEYRING, or set it as a system property");
            }
        }
        counting.put(Setting.CREATE.key(), "false");
        requireNoPersistent(counting);
        return counting;
    }

    /**
     * Refuses a keyring that the kernel makes for whoever asks for it, and links into the session keyring
     * (KEYCTL_GET_PERSISTENT).
     */
    private static void requireNoPersistent(Map<String, String> recognised) throws IOException {
        String keyring = recognised.get(Setting.KEYRING.key());
        if (keyring != null && Setting.KEYRING.trimmed(keyring).startsWith("@persistent")) {
            throw new IOException("LINUXKEYRING keystore cannot be loaded: @persistent would be linked into the session"
                    + " keyring, which a file does not bring about whose type was recognised. Name the type"
                    + " LINUXKEYRING to load it");
        }
    }

    /** Returns whether the type of the file was recognised rather than named by the application. */
    public boolean hasRecognised() {
        return hasRecognised;
    }

    /** Returns the message of a failure to load, and the reason if a recognised file lacks its keyring. */
    public String explained(Exception failure) {
        return hasRecognised && failure instanceof NoSuchKeyringException
                ? failure.getMessage() + ". A file whose type was recognised makes none: name the type LINUXKEYRING"
                : failure.getMessage();
    }

    /**
     * Refuses to load from no stream if a file has just been recognised.
     *
     * @throws IOException if one has
     */
    public static void requireFile(boolean hasRecognised) throws IOException {
        if (hasRecognised) {
            throw new IOException(
                    "LINUXKEYRING keystore cannot be loaded: the JDK recognised the file, and did not hand it on, since"
                            + " the parameter beside it is null. Call KeyStore.getInstance(File, char[])");
        }
    }

    /**
     * Returns whether recognition is turned on by the provider's file, the system property or the security property;
     * the first of them that has a value decides. A provider's file that cannot be read is reported when a keystore is
     * loaded.
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
     * Refuses the setting {@code probe} among the settings that a keystore is loaded with: the file, if any, has been
     * recognised by then.
     *
     * @throws IllegalArgumentException if the setting is among them
     */
    public static void requireNone(Map<String, String> ofKeyStore) {
        String probe = ofKeyStore.get(Setting.PROBE.key());
        if (probe != null) {
            throw Setting.PROBE.refused(
                    probe, "it belongs into the provider's file, or the system or security property " + PROPERTY);
        }
    }
}
