package org.linuxkeyring.benchmarks.fleet;

import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.linuxkeyring.fleet.follow.Destination;
import org.linuxkeyring.fleet.follow.FollowService;
import org.linuxkeyring.fleet.follow.Lease;
import org.linuxkeyring.fleet.follow.OwnKeyrings;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.FleetKeys;
import org.linuxkeyring.fleet.message.MachineId;
import org.linuxkeyring.fleet.message.PinnedPublishers;
import org.linuxkeyring.fleet.message.Policy;
import org.linuxkeyring.fleet.message.Recipient;
import org.linuxkeyring.fleet.store.EtcdConnection;
import org.linuxkeyring.fleet.store.EtcdStore;
import org.linuxkeyring.spec.Backend;

/** A follower with its own connection to etcd, and a keyring of its own in this JVM's memory. */
final class Machine implements AutoCloseable {
    private final MachineId id;
    private final NotingStore store;
    private final FollowService service;
    private final Thread thread;
    private volatile long lastSet;

    Machine(
            MachineId id,
            KeyPair pair,
            X509Certificate certificate,
            PinnedPublishers publishers,
            List<URI> endpoints,
            Path folder,
            Duration lease)
            throws Exception {
        this.id = id;
        this.store = new NotingStore(EtcdStore.of(EtcdConnection.plain(endpoints)));
        this.service = FollowService.of(
                store,
                new FleetKeys(FleetKeys.USUAL_PREFIX),
                new Recipient(id, certificate, pair.getPrivate(), publishers),
                new OneKeyring(),
                folder.resolve(id.text()),
                new Lease(lease),
                Optional.empty(),
                line -> {});
        this.thread = new Thread(this::run, id.text());
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            service.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    MachineId id() {
        return id;
    }

    NotingStore store() {
        return store;
    }

    /** Returns when an entry was set last (System.nanoTime). */
    long lastSet() {
        return lastSet;
    }

    @Override
    public void close() {
        service.close();
    }

    /** The keyrings of this JVM's memory are shared by all machines in it, so each has one of its own name. */
    private final class OneKeyring implements Destination {
        private final Destination all = new OwnKeyrings(Backend.MEMORY);

        private EntryName own(EntryName name) {
            return EntryName.of(id + "/" + name.alias());
        }

        @Override
        public void set(EntryName name, KeyStore.Entry entry, Policy policy, Duration lifetime)
                throws GeneralSecurityException {
            all.set(own(name), entry, policy, lifetime);
            lastSet = System.nanoTime();
        }

        @Override
        public boolean prolong(EntryName name, Policy policy, Duration lifetime) throws GeneralSecurityException {
            return all.prolong(own(name), policy, lifetime);
        }

        @Override
        public void remove(EntryName name, Policy policy) throws GeneralSecurityException {
            all.remove(own(name), policy);
        }
    }
}
