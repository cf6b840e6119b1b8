package org.linuxkeyring.fleet.follow;

import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.message.MessageException;
import org.linuxkeyring.fleet.message.Policy;
import org.linuxkeyring.fleet.message.Publication;
import org.linuxkeyring.fleet.message.Sender;
import org.linuxkeyring.fleet.message.Signer;
import org.linuxkeyring.fleet.message.TestFleet;

/**
 * Envelopes for the tests' machine.
 *
 * @param key the secret key that is published; null for a revocation
 */
record Published(EntryName name, long version, MachineId machine, byte[] key, Policy policy, Instant expiry) {
    static Published web(long version, String key) {
        return new Published(
                TestFleet.WEB,
                version,
                TestFleet.MACHINE,
                key == null ? null : key.getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                Policy.DEFAULT,
                TestFleet.EXPIRY);
    }

    Published named(String other) {
        return new Published(EntryName.of(other), version, machine, key, policy, expiry);
    }

    Published to(Policy other) {
        return new Published(name, version, machine, key, other, expiry);
    }

    Published forUser(String user) {
        return to(new Policy(Optional.of(user), policy.held(), policy.permissions(), policy.lease()));
    }

    Published leased(Duration lease) {
        return to(new Policy(policy.user(), policy.held(), policy.permissions(), Optional.of(lease)));
    }

    Published until(Instant other) {
        return new Published(name, version, machine, key, policy, other);
    }

    Optional<KeyStore.Entry> entry() {
        return Optional.ofNullable(key).map(bytes -> new KeyStore.SecretKeyEntry(new SecretKeySpec(bytes, "AES")));
    }

    byte[] by(Signer publisher) {
        try {
            return new Sender(publisher)
                    .seal(
                            new Publication(name, version, machine, TestFleet.PUBLISHED, expiry, policy, entry()),
                            TestFleet.certificate());
        } catch (MessageException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] envelope() {
        return by(TestFleet.publisher());
    }
}
