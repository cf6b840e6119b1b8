package org.linuxkeyring.fleet.follow;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Policy;

/** Keeps what is set, by user and name, and refuses what it is told to. */
final class RecordingDestination implements Destination {
    /** What was set last. */
    record Kept(KeyStore.Entry entry, Policy policy, Duration lifetime, int times) {}

    final Map<String, Kept> kept = new ConcurrentHashMap<>();
    volatile Optional<String> refusal = Optional.empty();

    /** The user whose keyrings alone cannot be changed. */
    volatile Optional<String> outOfReach = Optional.empty();

    /** The keyrings of root are those of the service. */
    @Override
    public Optional<String> place(Optional<String> user) {
        return user.filter(other -> !other.equals("root"));
    }

    String place(EntryName name, Policy policy) {
        return place(policy.user()).map(user -> user + ":").orElse("") + name;
    }

    @Override
    public void set(EntryName name, KeyStore.Entry entry, Policy policy, Duration lifetime)
            throws GeneralSecurityException {
        refuse(policy);
        kept.merge(
                place(name, policy),
                new Kept(entry, policy, lifetime, 1),
                (old, added) -> new Kept(entry, policy, lifetime, old.times() + 1));
    }

    @Override
    public boolean prolong(EntryName name, Policy policy, Duration lifetime) throws GeneralSecurityException {
        refuse(policy);
        return kept.computeIfPresent(
                        place(name, policy), (key, old) -> new Kept(old.entry(), old.policy(), lifetime, old.times()))
                != null;
    }

    @Override
    public void remove(EntryName name, Policy policy) throws GeneralSecurityException {
        refuse(policy);
        kept.remove(place(name, policy));
    }

    private void refuse(Policy policy) throws KeyStoreException {
        if (outOfReach.isPresent() && outOfReach.equals(policy.user())) {
            throw new KeyStoreException(outOfReach.get() + " is out of reach");
        }
        if (refusal.isPresent()) {
            throw new KeyStoreException(refusal.get());
        }
    }
}
