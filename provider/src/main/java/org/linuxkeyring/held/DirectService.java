package org.linuxkeyring.held;

import java.security.Provider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A service whose objects are made by a call: Provider.Service makes them by reflection, for which the implementing
 * packages would have to be exported.
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

    /** Makes a service for all who ask for its algorithm. */
    public DirectService(
            Provider provider, String type, String algorithm, Class<?> implementation, Supplier<Object> maker) {
        this(provider, type, algorithm, implementation, List.of(), Map.of(), maker);
    }

    /**
     * Makes a service that uses keys of some classes, whose names are separated by vertical bars. Its attribute
     * SupportedKeyClasses (java.security.Provider.Service) makes an application that names no provider find it for
     * those keys, and for no others.
     *
     * @param attributes the other attributes: SupportedModes and SupportedPaddings
     */
    public static DirectService forKeys(
            String classes,
            Provider provider,
            String type,
            String algorithm,
            List<String> aliases,
            Map<String, String> attributes,
            Supplier<Object> maker) {
        Map<String, String> all = new HashMap<>(attributes);
        all.put(KEY_CLASSES, classes);
        return new DirectService(provider, type, algorithm, DirectService.class, aliases, all, maker);
    }

    /** Makes a service that uses keys which the kernel holds. */
    public static DirectService forKeys(
            Class<? extends HeldKey> keys, Provider provider, String type, String algorithm, Supplier<Object> maker) {
        return forKeys(keys.getName(), provider, type, algorithm, List.of(), Map.of(), maker);
    }

    @Override
    public Object newInstance(Object constructorParameter) {
        return maker.get();
    }
}
