package org.linuxkeyring.spring;

import java.util.Map;

/**
 * The SSL bundles on keyrings.
 *
 * @param byName the bundles by name
 */
record KeyringBundles(Map<String, KeyringBundle> byName) {
    KeyringBundles {
        byName = Map.copyOf(byName);
    }
}
