package org.linuxkeyring.spring;

import java.io.IOException;
import java.util.List;
import org.linuxkeyring.secret.KeyringSecrets;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.springframework.boot.context.config.ConfigData;
import org.springframework.boot.context.config.ConfigDataLoader;
import org.springframework.boot.context.config.ConfigDataLoaderContext;
import org.springframework.boot.context.config.ConfigDataResourceNotFoundException;

/** The properties of a keyring that {@code spring.config.import} names. */
final class KeyringLoader implements ConfigDataLoader<KeyringResource> {
    @Override
    public ConfigData load(ConfigDataLoaderContext context, KeyringResource resource) throws IOException {
        KeyringLoadStoreParameter settings =
                KeyringLoadStoreParameter.builder().keyring(resource.keyring()).build();
        KeyringSecrets secrets =
                KeyringSecrets.find(settings).orElseThrow(() -> new ConfigDataResourceNotFoundException(resource));
        return new ConfigData(List.of(new KeyringPropertySource(resource.keyring(), secrets)));
    }
}
