package org.linuxkeyring.processes;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.kernel.linux.InterceptedCalls;
import org.linuxkeyring.keystore.KeyStoreOn;

/** One change that is made again and again in a scratch keyring, each time with another fault. */
final class ChangeCases {
    private final InterceptedCalls intercepted = new InterceptedCalls();
    private final ScratchKeyring scratch;
    private final Change change;
    private final Place plain;
    private final Map<String, KeyState> before;
    private final Map<String, KeyState> after;
    private final List<String> calls;

    /** Makes the change once without a fault. */
    ChangeCases(ScratchKeyring scratch, Change change, Contents contents) throws GeneralSecurityException, IOException {
        this.scratch = scratch;
        this.change = change;
        String suffix = "-" + UUID.randomUUID().toString().substring(0, 8);
        this.plain = Place.of(scratch.serial(), contents, suffix);
        prepare();
        this.before = found();
        Fault none = Fault.none();
        make(none);
        this.after = found();
        this.calls = none.calls();
    }

    /** Returns the system calls of the change, in order. */
    List<String> calls() {
        return calls;
    }

    Place place() {
        return plain;
    }

    /** Makes the state before the change. */
    void prepare() throws GeneralSecurityException, IOException {
        scratch.keyctl().clear(scratch.serial());
        change.prepare(plain);
    }

    /** Makes the change by a keystore that is loaded before the fault begins. */
    void make(Fault fault) throws GeneralSecurityException, IOException {
        Place.Opener opener = settings -> KeyStoreOn.open(intercepted.keyctl(), settings);
        Place faulty = Place.of(scratch.serial(), opener, plain.contents(), plain.suffix());
        intercepted.intercept(fault);
        try {
            change.make(faulty, 1);
        } finally {
            intercepted.pass();
        }
    }

    /** Makes the change by another keystore, as who tries again does. */
    void repeat() throws GeneralSecurityException, IOException {
        change.make(plain, 1);
    }

    Map<String, KeyState> found() throws GeneralSecurityException, IOException {
        return Found.in(scratch.keyctl(), plain);
    }

    /**
     * Returns whether the change is made. Each key that was held for an entry, and that the entry no longer names, ends
     * soon; no such key is left of an entry that is deleted at the first attempt.
     */
    boolean isMade(Map<String, KeyState> found) {
        return found.equals(after) || named(found).equals(named(after)) && areEndingSoon(found);
    }

    boolean isMadeButForWhatIsLeft(Map<String, KeyState> found) {
        return named(found).equals(named(after));
    }

    boolean isUnmade(Map<String, KeyState> found) {
        return named(found).equals(named(before)) && areEndingSoon(found);
    }

    private static Map<String, KeyState> named(Map<String, KeyState> keys) {
        Map<String, KeyState> named = new TreeMap<>(keys);
        named.keySet().removeIf(path -> path.startsWith(Found.LEFT));
        return named;
    }

    private static boolean areEndingSoon(Map<String, KeyState> keys) {
        return keys.entrySet().stream()
                .filter(key -> key.getKey().startsWith(Found.LEFT))
                .allMatch(key -> key.getValue().timeout().equals(KeyState.SOON));
    }

    /**
     * Returns what a change that ends halfway must not leave, a line for each key.
     *
     * @param isNew whether the change took what it replaces for missing, and so an entry may have lost its end
     */
    List<String> wrong(Map<String, KeyState> found, boolean isNew) {
        Set<String> paths = new TreeSet<>(named(before).keySet());
        paths.addAll(named(after).keySet());
        // A held key that no entry names yet, or any more, ends with the next change (docs/KERNEL-HELD.md).
        paths.addAll(named(found).keySet());
        List<String> wrong = new ArrayList<>();
        for (String path : paths) {
            Optional<KeyState> was = Optional.ofNullable(before.get(path));
            Optional<KeyState> willBe = Optional.ofNullable(after.get(path));
            Optional<KeyState> now = Optional.ofNullable(found.get(path));
            boolean isEndLost = isNew && now.isPresent() && now.equals(willBe.map(KeyState::withoutEnd));
            if (!isEndLost && !KeyState.between(was, willBe).contains(now)) {
                wrong.add(path + " is " + now + ", was " + was + ", is to be " + willBe);
            }
        }
        return wrong;
    }
}
