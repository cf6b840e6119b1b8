package org.linuxkeyring.spring;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.linuxkeyring.error.KeyringException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The health of the keyrings of SSL bundles: down if one cannot be listed, out of service if one has no entries or an
 * entry of it has ended.
 */
final class KeyringHealth implements HealthIndicator {
    private final KeyringBundles bundles;

    KeyringHealth(KeyringBundles bundles) {
        this.bundles = bundles;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        boolean isDown = false;
        for (var bundle : bundles.byName().entrySet()) {
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("keyring", bundle.getValue().keyring());
            try {
                if (!add(details, bundle.getValue()) && !isDown) {
                    health.outOfService();
                }
            } catch (GeneralSecurityException | KeyringException e) {
                isDown = true;
                health.down();
                details.put("error", e.getMessage());
            }
            health.withDetail(bundle.getKey(), details);
        }
        return health.build();
    }

    /** Returns whether the bundle can serve. */
    private static boolean add(Map<String, Object> details, KeyringBundle bundle) throws GeneralSecurityException {
        int entries = bundle.store().size();
        details.put("entries", entries);
        Optional<Instant> end = bundle.firstEnd();
        Instant now = Instant.now();
        end.ifPresent(first -> {
            details.put("firstEnd", first.toString());
            details.put("days", Math.floorDiv(Duration.between(now, first).getSeconds(), 86_400L));
        });
        return entries > 0 && end.filter(first -> first.isBefore(now)).isEmpty();
    }
}
