package org.linuxkeyring.held;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A service that uses kernel-held keys, to be registered by the provider. Delayed provider selection goes by its key
 * classes (java.security.Provider.Service, SupportedKeyClasses): it is found for those keys by who names no provider,
 * and offered no one else's.
 *
 * @param type {@code Signature}, {@code Cipher} or {@code Mac}
 */
public record HeldService(
        String type, String algorithm, List<String> aliases, Map<String, String> attributes, Supplier<Object> maker) {
    public static final String KEY_CLASSES = "SupportedKeyClasses";
}
