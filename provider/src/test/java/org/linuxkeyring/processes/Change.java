package org.linuxkeyring.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.spec.Writes;

/** A change to a keystore during which a process is killed, or a system call is refused. */
enum Change {
    NEW(Change::delete, Change::set),
    NEW_WITH_POLICY(Change::delete, Change::setWithPolicy),
    /** An entry that can only be read, so that who makes it anew deletes it first. */
    NEW_THAT_FORBIDS_CHANGES(Change::delete, Change::setForbiddingChanges),
    REPLACED(Change::setAnew, Change::set),
    REPLACED_KEEPING_ITS_TIMEOUT(Change::setAnewWithPolicy, Change::set),
    REPLACED_WITH_POLICY(Change::setAnewForAll, Change::setWithPolicy),
    REPLACED_WITH_GROUP(Change::setAnew, Change::setWithGroup),
    TIMED(Change::setAnewWithPolicy, Change::prolong),
    TIMED_SOONER(Change::setAnewWithPolicy, Change::shorten),
    DELETED(Change::setAnew, Change::delete),
    /** An entry gets another alias as by keytool -changealias: it is set anew, and then deleted. */
    RENAMED(Change::setAnewAlone, Change::rename),
    NEW_IN_NEW_KEYRINGS(Change::removeKeyring, Change::setBelow),
    /** Three entries, of which the second replaces another. */
    IMPORTED(Change::prepareSeveral, Change::importSeveral),
    /** What is staged is a new entry, a replaced one, and a deleted one. */
    STORED(Change::prepareStaged, Change::store),
    HELD_NEW(Change::delete, Change::hold),
    HELD_REPLACED(Change::holdAnew, Change::hold),
    HELD_REPLACED_BY_READABLE(Change::holdAnew, Change::set),
    HELD_TIMED(Change::holdAnew, Change::prolong),
    HELD_DELETED(Change::holdAnew, Change::delete),
    HELD_IMPORTED(Change::prepareSeveralHeld, Change::importSeveralHeld),
    HELD_PAIR_NEW(Change::delete, Change::holdPair),
    HELD_PAIR_REPLACED(Change::holdPairAnew, Change::holdPair),
    HELD_PAIR_DELETED(Change::holdPairAnew, Change::delete);

    private static final KeyringProtection POLICY = KeyringProtection.builder()
            .timeout(Duration.ofHours(2))
            .permissions(Permissions.of("0x3f030000"))
            .build();
    private static final KeyringProtection FORBIDDING_CHANGES = KeyringProtection.builder()
            .timeout(Duration.ofHours(2))
            .permissions(Permissions.of("0x0b010000"))
            .build();
    private static final KeyringProtection FOR_ALL = KeyringProtection.builder()
            .permissions(Permissions.of("0x3f3f3f3f"))
            .build();
    private static final KeyringProtection HELD = KeyringProtection.builder()
            .kernelHeld()
            .timeout(Duration.ofHours(2))
            .build();

    private static final int A_GROUP = 65_533;

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

    /** Returns the changes of entries that can be read. */
    static List<Change> ofReadableEntries() {
        return Stream.of(values()).filter(change -> !change.isHeld()).toList();
    }

    boolean isHeld() {
        return name().startsWith("HELD_");
    }

    /** Returns whether the kernel holds a private key, which not every kernel does. */
    boolean isOfHeldPair() {
        return name().startsWith("HELD_PAIR_");
    }

    /** Returns the alias, which is also the name of the keyring that one of the changes makes. */
    String alias(Place place) {
        return name() + place.suffix();
    }

    /** Returns whether an entry exists all the time. */
    boolean replaces() {
        return name().startsWith("REPLACED")
                || name().startsWith("TIMED")
                || this == HELD_REPLACED
                || this == HELD_TIMED;
    }

    /** Returns whether KeyStore declares the exception for a change, or for what a change takes. */
    boolean declares(Exception told) {
        boolean isOfEntry = told instanceof KeyStoreException;
        return isOfEntry
                || this == RENAMED && told instanceof UnrecoverableKeyException
                || (this == STORED || this == NEW_IN_NEW_KEYRINGS) && told instanceof IOException;
    }

    /** Returns whether a change is made of several, of which a refusal ends the rest. */
    boolean hasSteps() {
        return this == RENAMED || this == STORED || this == NEW_IN_NEW_KEYRINGS;
    }

    /** Makes the state before the change: nothing, or entries of generation 0. */
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

    private static void setAnewForAll(Place place, String alias, int generation) throws GeneralSecurityException {
        delete(place, alias, generation);
        place.store().setEntry(alias, place.contents().pair(generation), FOR_ALL);
    }

    private static void set(Place place, String alias, int generation) throws GeneralSecurityException {
        place.store().setEntry(alias, place.contents().pair(generation), null);
    }

    private static void setWithPolicy(Place place, String alias, int generation) throws GeneralSecurityException {
        place.store().setEntry(alias, place.contents().pair(generation), POLICY);
    }

    /** Gives the entry to another group if the process may, which is up to root alone, and else to its own. */
    private static void setWithGroup(Place place, String alias, int generation)
            throws GeneralSecurityException, IOException {
        Path self = Path.of("/proc/self");
        boolean isRoot = Files.getAttribute(self, "unix:uid").equals(0);
        int group = isRoot ? A_GROUP : (Integer) Files.getAttribute(self, "unix:gid");
        place.store()
                .setEntry(
                        alias,
                        place.contents().pair(generation),
                        KeyringProtection.builder().group(group).build());
    }

    private static void setForbiddingChanges(Place place, String alias, int generation)
            throws GeneralSecurityException {
        delete(place, alias, generation);
        place.store().setEntry(alias, place.contents().pair(generation), FORBIDDING_CHANGES);
    }

    private static void delete(Place place, String alias, int generation) throws GeneralSecurityException {
        place.store().deleteEntry(alias);
    }

    private static void prolong(Place place, String alias, int generation) throws GeneralSecurityException {
        KeyringKeyStore.of(place.store()).setTimeout(alias, Duration.ofDays(2));
    }

    private static void shorten(Place place, String alias, int generation) throws GeneralSecurityException {
        KeyringKeyStore.of(place.store()).setTimeout(alias, Duration.ofMinutes(30));
    }

    private static void setAnewAlone(Place place, String alias, int generation) throws GeneralSecurityException {
        delete(place, second(alias), generation);
        setAnew(place, alias, generation);
    }

    private static void rename(Place place, String alias, int generation) throws GeneralSecurityException {
        KeyStore.Entry entry = place.store().getEntry(alias, null);
        if (entry != null) {
            place.store().setEntry(second(alias), entry, null);
            place.store().deleteEntry(alias);
        }
    }

    private static void setBelow(Place place, String alias, int generation)
            throws GeneralSecurityException, IOException {
        place.opener()
                .open(place.settings().keyring(place.below(alias) + "/below").build())
                .setEntry(alias, place.contents().pair(generation), null);
    }

    private static void removeKeyring(Place place, String alias, int generation) {
        try {
            new Keyrings(OpenBackend.of(Backend.KERNEL)).remove(place.below(alias));
        } catch (KeyringException e) {
            if (!e.getMessage().contains("does not exist")) {
                throw e;
            }
        }
    }

    private static void prepareSeveral(Place place, String alias, int generation) throws GeneralSecurityException {
        delete(place, alias, generation);
        delete(place, third(alias), generation);
        setAnewForAll(place, second(alias), generation);
    }

    private static void importSeveral(Place place, String alias, int generation) throws GeneralSecurityException {
        importSeveral(place, alias, each -> place.contents().pair(generation), POLICY);
    }

    private static void importSeveral(
            Place place, String alias, Function<String, KeyStore.Entry> entry, KeyringProtection protection)
            throws GeneralSecurityException {
        Map<String, KeyStore.Entry> several = new LinkedHashMap<>();
        for (String each : List.of(alias, second(alias), third(alias))) {
            several.put(each, entry.apply(each));
        }
        KeyringKeyStore.of(place.store()).setEntries(several, protection);
    }

    private static void prepareStaged(Place place, String alias, int generation) throws GeneralSecurityException {
        delete(place, alias, generation);
        setAnewWithPolicy(place, second(alias), generation);
        setAnew(place, third(alias), generation);
    }

    private static void store(Place place, String alias, int generation) throws GeneralSecurityException, IOException {
        KeyStore staging =
                place.opener().open(place.settings().writes(Writes.ON_STORE).build());
        staging.setEntry(alias, place.contents().pair(generation), POLICY);
        staging.setEntry(second(alias), place.contents().pair(generation), null);
        staging.deleteEntry(third(alias));
        staging.store(null);
    }

    private static void hold(Place place, String alias, int generation) throws GeneralSecurityException {
        place.store().setEntry(alias, heldKey(alias, generation), HELD);
    }

    private static KeyStore.Entry heldKey(String alias, int generation) {
        return new KeyStore.SecretKeyEntry(Contents.macKey(alias, generation));
    }

    private static void holdAnew(Place place, String alias, int generation) throws GeneralSecurityException {
        delete(place, alias, generation);
        hold(place, alias, generation);
    }

    private static void prepareSeveralHeld(Place place, String alias, int generation) throws GeneralSecurityException {
        delete(place, alias, generation);
        delete(place, third(alias), generation);
        holdAnew(place, second(alias), generation);
    }

    private static void importSeveralHeld(Place place, String alias, int generation) throws GeneralSecurityException {
        importSeveral(place, alias, each -> heldKey(each, generation), HELD);
    }

    private static void holdPair(Place place, String alias, int generation) throws GeneralSecurityException {
        place.store().setEntry(alias, place.contents().pair(generation), HELD);
    }

    private static void holdPairAnew(Place place, String alias, int generation) throws GeneralSecurityException {
        delete(place, alias, generation);
        holdPair(place, alias, generation);
    }

    private static String second(String alias) {
        return alias + "-second";
    }

    private static String third(String alias) {
        return alias + "-third";
    }
}
