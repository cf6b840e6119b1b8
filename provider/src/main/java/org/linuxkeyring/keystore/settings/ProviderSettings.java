package org.linuxkeyring.keystore.settings;

import java.io.IOException;
import java.util.Map;

/** What the provider was configured with, asked for when a keystore is loaded. */
@FunctionalInterface
public interface ProviderSettings {
    /**
     * The settings by key.
     *
     * @throws IOException if they cannot be read, or one is unknown or malformed
     */
    Map<String, String> read() throws IOException;
}
