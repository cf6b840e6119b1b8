package org.linuxkeyring.keystore.settings;

import java.io.IOException;
import java.util.Map;

/** The settings that the provider was configured with, which are read whenever a keystore is loaded. */
@FunctionalInterface
public interface ProviderSettings {
    /**
     * Returns the settings by key.
     *
     * @throws IOException if the settings cannot be read, or one of them is unknown or malformed
     */
    Map<String, String> read() throws IOException;
}
