package org.linuxkeyring.held;

import java.security.Provider;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A service that is made by a call of its own: reflection, by which Provider.Service makes objects, would need the
 * implementing packages to be exported.
 */
public final class DirectService extends Provider.Service {
    private static final String KEY_CLASSES = "SupportedKeyClasses";

    private final Supplier<Object> maker;

    private DirectService(
            Provider provider,
            String type,
            String algorithm,
            Class<?> implementation,
            List<String> aliases,
            Map<String, String> attributes,
            Supplier<Object> maker) {
        super(provider, type, algorithm, implementation.getName(), aliases, attributes);
        this.maker = maker;
    }

    /** A service for whoever asks for its algorithm. */
    public DirectService(
            Provider provider, String type, String algorithm, Class<?> implementation, Supplier<Object> maker) {
        this(provider, type, algorithm, implementation, List.of(), Map.of(), maker);
    }

    /**
     * A service that uses keys which the kernel holds. Delayed provider selection goes by its key class
     * (java.security.Provider.Service, SupportedKeyClasses): it is found for those keys by who names no provider, and
     * offered no one else's.
     */
    public static DirectService forKeys(
            Class<? extends HeldKey> keys,
            Provider provider,
            String type,
            String algorithm,
            List<String> aliases,
            Supplier<Object> maker) {
        return new DirectService(
                provider, type, algorithm, DirectService.class, aliases, Map.of(KEY_CLASSES, keys.getName()), maker);
    }

    @Override
    public Object newInstance(Object constructorParameter) {
        return maker.get();
    }
}
