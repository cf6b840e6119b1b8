package org.linuxkeyring.processes;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Permissions;

/** A change to a keystore during which a process is killed. */
enum Change {
    NEW(Change::delete, Change::set),
    /** A new entry with a policy. KilledWriterIT kills the writer in the thread in which such an entry is made. */
    NEW_WITH_POLICY(Change::delete, Change::setWithPolicy),
    REPLACED(Change::setAnew, Change::set),
    REPLACED_KEEPING_ITS_TIMEOUT(Change::setAnewWithPolicy, Change::set),
    REPLACED_WITH_POLICY(Change::setAnew, Change::setWithPolicy),
    DELETED(Change::setAnew, Change::delete),
    NEW_IN_NEW_KEYRINGS(Change::removeKeyring, Change::setBelow);

    private static final KeyringProtection POLICY = KeyringProtection.builder()
            .timeout(Duration.ofHours(1))
            .permissions(Permissions.of("0x3f030000"))
            .build();

    private final Action before;
    private final Action change;

    Change(Action before, Action change) {
        this.before = before;
        this.change = change;
    }

    @FunctionalInterface
    private interface Action {
        void on(Place place, String alias, int generation) throws GeneralSecurityException, IOException;
    }

    /**
     * The keyring in which changes are made.
     *
     * @param suffix the end of each alias, so that two victims use different entries
     */
    record Place(int keyring, KeyStore store, Contents contents, String suffix) {
        static Place of(int keyring, Contents contents, String suffix) throws GeneralSecurityException, IOException {
            return new Place(keyring, open(Integer.toString(keyring)), contents, suffix);
        }

        private static KeyStore open(String path) throws GeneralSecurityException, IOException {
            KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
            store.load(KeyringLoadStoreParameter.builder().keyring(path).build());
            return store;
        }
    }

    /** Returns the alias, which is also the name of the keyring that one of the changes makes. */
    String alias(Place place) {
        return name() + place.suffix;
    }

    /** Returns whether an entry exists all the time. */
    boolean replaces() {
        return name().startsWith("REPLACED");
    }

    /** Makes the state before the change: nothing, or an entry of generation 0. */
    void prepare(Place place) throws GeneralSecurityException, IOException {
        before.on(place, alias(place), 0);
    }

    void make(Place place, int generation) throws GeneralSecurityException, IOException {
        change.on(place, alias(place), generation);
    }

    private static void setAnew(Place place, String alias, int generation) throws GeneralSecurityException {
        delete(place, alias, generation);
        set(place, alias, generation);
    }

    private static void setAnewWithPolicy(Place place, String alias, int generation) throws GeneralSecurityException {
        delete(place, alias, generation);
        setWithPolicy(place, alias, generation);
    }

    private static void set(Place place, String alias, int generation) throws GeneralSecurityException {
        place.store.setEntry(alias, place.contents.pair(generation), null);
    }

    private static void setWithPolicy(Place place, String alias, int generation) throws GeneralSecurityException {
        place.store.setEntry(alias, place.contents.pair(generation), POLICY);
    }

    private static void delete(Place place, String alias, int generation) throws GeneralSecurityException {
        place.store.deleteEntry(alias);
    }

    private static void setBelow(Place place, String alias, int generation)
            throws GeneralSecurityException, IOException {
        Place.open(place.keyring + "/" + alias + "/below").setEntry(alias, place.contents.pair(generation), null);
    }

    private static void removeKeyring(Place place, String alias, int generation) {
        try {
            new Keyrings(OpenBackend.of(Backend.KERNEL)).remove(KeyringPath.of(place.keyring + "/" + alias));
        } catch (KeyringException e) {
            if (!e.getMessage().contains("does not exist")) {
                throw e;
            }
        }
    }
}
