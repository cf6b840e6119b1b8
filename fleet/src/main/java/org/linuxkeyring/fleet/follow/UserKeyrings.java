package org.linuxkeyring.fleet.follow;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Policy;

/**
 * The keyrings of several users. A keyring of another user is not this process's to possess, and a process that may
 * become any user is not to decode what publishers send, so that each other user's keyrings are changed by a process of
 * that user.
 */
public final class UserKeyrings implements Destination {
    /** How long a user waits whose process has failed: each attempt holds up the entries of all others. */
    private static final Duration PAUSE = Duration.ofMinutes(5);

    private final String ownUser;
    private final Destination own;
    private final Starter starter;
    private final LongSupplier nanos;
    private final Map<String, UserProcess> processes = new TreeMap<>();
    private final Map<String, Failed> failed = new TreeMap<>();

    /** A process that has failed, and when. */
    private record Failed(UserProcess process, long nanos) {}

    /** Starts a process of a user. */
    @FunctionalInterface
    interface Starter {
        UserProcess start(String user) throws KeyStoreException;
    }

    /**
     * @param ownUser the name of the user as whom this process runs
     * @param own the keyrings of that user
     */
    public UserKeyrings(String ownUser, Destination own) {
        this(ownUser, own, System.getProperty("java.class.path"));
    }

    /** @param classPath what every user can read, to start a JVM with */
    UserKeyrings(String ownUser, Destination own, String classPath) {
        this(ownUser, own, user -> UserProcess.start(user, classPath), System::nanoTime);
    }

    /** @param nanos a clock that no one puts forward or back */
    UserKeyrings(String ownUser, Destination own, Starter starter, LongSupplier nanos) {
        this.ownUser = ownUser;
        this.own = own;
        this.starter = starter;
        this.nanos = nanos;
    }

    @Override
    public void set(EntryName name, KeyStore.Entry entry, Policy policy, Duration lifetime)
            throws GeneralSecurityException {
        ask(policy, keyrings -> {
            keyrings.set(name, entry, policy, lifetime);
            return null;
        });
    }

    @Override
    public boolean prolong(EntryName name, Policy policy, Duration lifetime) throws GeneralSecurityException {
        return ask(policy, keyrings -> keyrings.prolong(name, policy, lifetime));
    }

    @Override
    public void remove(EntryName name, Policy policy) throws GeneralSecurityException {
        ask(policy, keyrings -> {
            keyrings.remove(name, policy);
            return null;
        });
    }

    @Override
    public Optional<String> place(Optional<String> user) {
        return user.filter(other -> !other.equals(ownUser));
    }

    /** A request to the keyrings of one user. */
    @FunctionalInterface
    private interface Request<T> {
        T to(Destination keyrings) throws GeneralSecurityException;
    }

    private <T> T ask(Policy policy, Request<T> request) throws GeneralSecurityException {
        try {
            return request.to(of(policy));
        } finally {
            noteFailed(policy);
        }
    }

    private Destination of(Policy policy) throws KeyStoreException {
        Optional<String> other = place(policy.user());
        if (other.isEmpty()) {
            return own;
        }
        String user = other.get();
        UserProcess running = processes.get(user);
        requirePause(user);
        if (running == null || !running.isAlive()) {
            running = starter.start(user);
            processes.put(user, running);
        }
        return running;
    }

    private void noteFailed(Policy policy) {
        place(policy.user()).ifPresent(user -> {
            UserProcess running = processes.get(user);
            if (running != null && running.hasFailed()) {
                processes.remove(user);
                failed.put(user, new Failed(running, nanos.getAsLong()));
            }
        });
    }

    private void requirePause(String user) throws KeyStoreException {
        Failed last = failed.get(user);
        if (last == null) {
            return;
        }
        if (nanos.getAsLong() - last.nanos() < PAUSE.toNanos()) {
            throw new KeyStoreException("The process that changes the keyrings of " + user + " did not answer. So that"
                    + " others do not wait, it is started again only " + PAUSE.toMinutes() + " minutes later");
        }
        if (last.process().isHeldUp()) {
            throw new KeyStoreException("The process that changes the keyrings of " + user + " was killed, and another"
                    + " process of that user keeps its pipes open. See: ps -u " + user + ", and end it");
        }
        failed.remove(user);
    }

    @Override
    public void close() {
        processes.values().forEach(UserProcess::close);
        own.close();
    }
}
