package org.linuxkeyring.spring;

import java.util.List;
import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.context.config.ConfigDataLocationResolver;
import org.springframework.boot.context.config.ConfigDataLocationResolverContext;

/** The locations of {@code spring.config.import} that begin with {@code keyring:}. */
final class KeyringLocationResolver implements ConfigDataLocationResolver<KeyringResource> {
    private static final String PREFIX = "keyring:";

    @Override
    public boolean isResolvable(ConfigDataLocationResolverContext context, ConfigDataLocation location) {
        return location.hasPrefix(PREFIX);
    }

    @Override
    public List<KeyringResource> resolve(ConfigDataLocationResolverContext context, ConfigDataLocation location) {
        return List.of(new KeyringResource(location.getNonPrefixedValue(PREFIX), location.isOptional()));
    }
}
