package org.linuxkeyring.fleet.follow;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Policy;

/**
 * The keyrings of several users. A keyring of another user is not this process's to possess, and a process that may
 * become any user is not to decode what publishers send, so that each other user's keyrings are changed by a process of
 * that user.
 */
public final class UserKeyrings implements Destination {
    private final String ownUser;
    private final Destination own;
    private final String classPath;
    private final Map<String, UserProcess> processes = new TreeMap<>();

    /**
     * @param ownUser the name of the user as whom this process runs
     * @param own the keyrings of that user
     */
    public UserKeyrings(String ownUser, Destination own) {
        this(ownUser, own, System.getProperty("java.class.path"));
    }

    /** @param classPath what every user can read, to start a JVM with */
    UserKeyrings(String ownUser, Destination own, String classPath) {
        this.ownUser = ownUser;
        this.own = own;
        this.classPath = classPath;
    }

    @Override
    public void set(EntryName name, KeyStore.Entry entry, Policy policy, Duration lifetime)
            throws GeneralSecurityException {
        of(policy).set(name, entry, policy, lifetime);
    }

    @Override
    public boolean prolong(EntryName name, Policy policy, Duration lifetime) throws GeneralSecurityException {
        return of(policy).prolong(name, policy, lifetime);
    }

    @Override
    public void remove(EntryName name, Policy policy) throws GeneralSecurityException {
        of(policy).remove(name, policy);
    }

    private Destination of(Policy policy) throws KeyStoreException {
        String user = policy.user().orElse(ownUser);
        if (user.equals(ownUser)) {
            return own;
        }
        UserProcess running = processes.get(user);
        if (running == null || !running.isAlive()) {
            running = UserProcess.start(user, classPath);
            processes.put(user, running);
        }
        return running;
    }

    @Override
    public void close() {
        processes.values().forEach(UserProcess::close);
        own.close();
    }
}
