package org.linuxkeyring.fleet.command;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.fleet.message.FleetKeys;
import org.linuxkeyring.fleet.message.PinnedPublishers;
import org.linuxkeyring.fleet.message.Signer;
import org.linuxkeyring.fleet.publish.Admission;
import org.linuxkeyring.fleet.publish.Publisher;
import org.linuxkeyring.fleet.publish.PublisherState;
import org.linuxkeyring.fleet.publish.Registry;
import org.linuxkeyring.fleet.store.FleetStore;

/** What a command of a publisher works with. */
final class Desk implements AutoCloseable {
    private final FleetContext context;
    private final FleetStore store;
    private final Registry registry;
    private final PublisherState state;
    private final Signer signer;

    private Desk(FleetContext context, FleetStore store, Registry registry, PublisherState state, Signer signer) {
        this.context = context;
        this.store = store;
        this.registry = registry;
        this.state = state;
        this.signer = signer;
    }

    static Desk open(FleetContext context, StoreOptions options, SignerOptions publisher)
            throws CommandException, IOException, GeneralSecurityException {
        FleetKeys keys = options.keys();
        Signer signer = publisher.signer();
        List<X509Certificate> pinned = new ArrayList<>(publisher.others());
        pinned.add(signer.certificate());
        FleetStore store = context.stores().open(options);
        return new Desk(
                context,
                store,
                new Registry(store, keys, PinnedPublishers.of(pinned)),
                publisher.state().state(keys),
                signer);
    }

    Publisher publisher() {
        return new Publisher(registry, state, signer, context.clock(), context::warn);
    }

    Admission admission() {
        return new Admission(registry, state, signer);
    }

    @Override
    public void close() {
        store.close();
    }
}
