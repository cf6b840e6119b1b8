package org.linuxkeyring.model;

import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.fixture.OtherUser;
import org.linuxkeyring.fixture.Quota;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.OwnerThread;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.model.Configuration.Scope;
import org.linuxkeyring.spec.Backend;

/** The keyrings of one run. All names in them carry its tag, so that what else is in the machine's is left alone. */
final class Keyrings {
    /** As many as one node of the kernel's tree has slots: more are in an order that KEYCTL_READ does not show. */
    static final int SHOWN_IN_ORDER = 16;

    /** The kernel's order of siblings depends on their names, so that a replay takes the same tag. */
    private final String tag = System.getProperty(
            "model.tag", "model-" + UUID.randomUUID().toString().substring(0, 8) + ":");

    private final Keyctl keyctl;
    private final Keyctl ofOwnerThread;
    private final Optional<OtherUser> otherUser;
    private final Map<Place, Integer> serials = new EnumMap<>(Place.class);

    /** The keys that were seen to be held for an entry, since a dead one no longer has a name. */
    private final Set<Integer> held = new HashSet<>();

    /** Makes them, with a new session keyring for the calling thread. */
    Keyrings(Backend backend) {
        this.keyctl = OpenBackend.of(backend);
        this.ofOwnerThread = OwnerThread.confine(keyctl);
        serials.put(Place.SESSION, Quota.await(() -> keyctl.joinSessionKeyring(null)));
        serials.put(Place.USER, keyctl.keyringId(Keyctl.USER_KEYRING, false));
        keyctl.link(Keyctl.USER_KEYRING, serial(Place.SESSION));
        serials.put(Place.OUTER, add(tag + "outer", Place.USER));
        serials.put(Place.INNER, add(tag + "inner", Place.OUTER));
        serials.put(Place.NUMBERED, add(tag + "numbered", Place.SESSION));
        otherUser = backend == Backend.KERNEL && OtherUser.isPossible(keyctl)
                ? Optional.of(new OtherUser(keyctl))
                : Optional.empty();
        serials.put(
                Place.THEIRS,
                otherUser
                        .map(OtherUser::keyctl)
                        .orElse(keyctl)
                        .addKey(
                                bytes("keyring"),
                                bytes(tag + "theirs"),
                                ByteBuffer.allocate(0),
                                serial(Place.SESSION)));
        serials.put(Place.THREAD, ofOwnerThread.keyringId(Keyctl.THREAD_KEYRING, true));
    }

    private int add(String name, Place above) {
        return Quota.await(() -> keyctl.addKey(bytes("keyring"), bytes(name), ByteBuffer.allocate(0), serial(above)));
    }

    String tag() {
        return tag;
    }

    Keyctl keyctl() {
        return keyctl;
    }

    /** That which sees a place. */
    Keyctl keyctl(Place place) {
        return place == Place.THREAD ? ofOwnerThread : keyctl;
    }

    /** Whether there is one, and it is the other user who does what is done through {@link #keyctlOfOther}. */
    boolean hasOtherUser() {
        return otherUser.isPresent();
    }

    /**
     * That of another user, who has the same session; where there is none, or not for that place, the process's own.
     */
    Keyctl keyctlOfOther(Place place) {
        return place == Place.THREAD
                ? ofOwnerThread
                : otherUser.map(OtherUser::keyctl).orElse(keyctl);
    }

    int serial(Place place) {
        return serials.get(place);
    }

    void noteHeld(int key) {
        held.add(key);
    }

    boolean wasHeld(int key) {
        return held.contains(key);
    }

    Optional<Place> place(int serial) {
        return serials.entrySet().stream()
                .filter(each -> each.getValue() == serial)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    boolean isTagged(String description) {
        return description.contains(tag);
    }

    /** What settings call a keyring; null for what the process sees. */
    String written(Scope scope) {
        return switch (scope) {
            case PROCESS -> null;
            case USER -> "@u";
            case OUTER -> "@u/" + tag + "outer";
            case INNER -> "@u/" + tag + "outer/" + tag + "inner";
            case NUMBERED -> Integer.toString(serial(Place.NUMBERED));
            case THEIRS -> "@s/" + tag + "theirs";
            case SESSION -> "@s";
            case THREAD -> "@t";
        };
    }

    /** Whether the kernel's own algorithms can be keyed with a key of type logon. */
    boolean holdsSecretKeys() {
        int key = keyctl.addKey(
                bytes("logon"), bytes(tag + "probe:probe"), ByteBuffer.allocate(16), serial(Place.SESSION));
        try {
            keyctl.algorithmSocket("aead", "gcm(aes)", key, 16).close();
            return true;
        } catch (KeyctlException e) {
            return false;
        } finally {
            keyctl.unlink(key, serial(Place.SESSION));
        }
    }

    /** Takes the test's keys out of the keyrings that are not its own. */
    void remove() {
        for (Place place : List.of(Place.USER, Place.THREAD)) {
            for (int link : keyctl(place).readKeyring(serial(place))) {
                if (isOurs(place, link)) {
                    keyctl(place).unlink(link, serial(place));
                }
            }
        }
        keyctl.clear(serial(Place.SESSION));
        otherUser.ifPresent(OtherUser::close);
    }

    private boolean isOurs(Place place, int key) {
        try {
            return isTagged(new String(keyctl(place).describe(key), StandardCharsets.UTF_8));
        } catch (KeyctlException e) {
            return false;
        }
    }
}
