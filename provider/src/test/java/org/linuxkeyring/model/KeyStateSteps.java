package org.linuxkeyring.model;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.model.KeySteps.Actor;
import org.linuxkeyring.testing.Await;

/** What other tools, of either user, do to the state of keys underneath: masks, owners, and how keys end. */
final class KeyStateSteps {
    private static final Duration MINUTES = Duration.ofSeconds(1000);

    private static final int WITHOUT_READ = 0x3d010000;

    /** The default, and that without read, write, link and setattr permission; and one that lets its user read. */
    private static final List<Integer> MASKS = List.of(
            ModelKey.DEFAULT_MASK, ModelKey.DEFAULT_MASK, WITHOUT_READ, 0x3b010000, 0x2f010000, 0x1f010000, 0x3f030000);

    private KeyStateSteps() {}

    static Arbitrary<Step> all() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, permit()),
                Tuple.of(3, timeout()),
                Tuple.of(3, KeySteps.ofKey("revoke", KeyStateSteps::revoke)),
                Tuple.of(2, KeySteps.ofKey("invalidate", KeyStateSteps::invalidate)),
                Tuple.of(2, KeySteps.ofKey("chown", (all, actor, key) -> takeOver(all, key))));
    }

    /** Takes a second, and so is rare. */
    static Arbitrary<Step> expiry() {
        return KeySteps.ofKey("expire", KeyStateSteps::expire);
    }

    private static Rule always(ModelKey key, Consumer<ModelKey> change) {
        return ifIt(true, key, change);
    }

    private static Rule ifIt(boolean isPermitted, ModelKey key, Consumer<ModelKey> change) {
        return Rule.of((model, order) -> {
            if (isPermitted) {
                change.accept(model.same(key));
            }
            return isPermitted;
        });
    }

    /**
     * The thread that is the other user keeps root's right to change any key's mask, so it does that to its own. An
     * entry that may not be read does not tell which key the kernel holds for it, so that one stays where the entry is
     * replaced.
     */
    private static Arbitrary<Step> permit() {
        return Combinators.combine(KeySteps.picks(), Arbitraries.of(MASKS), KeySteps.actors())
                .as((pick, mask, actor) ->
                        new Step(String.format("%s setperm key %d 0x%08x", actor, pick, mask), all -> {
                            Predicate<ModelKey> isOfActor = each -> actor == Actor.SAME_USER || each.isForeign;
                            Optional<ModelKey> key = mask == WITHOUT_READ
                                    ? all.model().pickLive(pick, isOfActor)
                                    : all.model().pickLiveOrHeld(pick, isOfActor);
                            if (key.isPresent()) {
                                permit(all, actor, key.get(), mask);
                            }
                        }));
    }

    private static void permit(Neighbourhood all, Actor actor, ModelKey key, int mask) throws Exception {
        all.change(
                actor + " setperm " + key + String.format(" 0x%08x", mask),
                ifIt(key.hasSettableAttributes(), key, each -> each.mask = mask),
                () -> actor.keyctl(all, key).setPermissions(key.serial, mask));
    }

    /** A keystore remembers the keys that count, so root gives none of its own away. */
    private static void takeOver(Neighbourhood all, ModelKey key) throws Exception {
        if (key.isForeign) {
            all.change(
                    "chown " + key,
                    ifIt(key.hasSettableAttributes(), key, each -> each.isForeign = false),
                    () -> Actor.SAME_USER.keyctl(all, key).chown(key.serial, 0, Keyctl.NO_USER));
        }
    }

    private static Arbitrary<Step> timeout() {
        return Combinators.combine(KeySteps.picks(), KeySteps.actors())
                .as((pick, actor) -> new Step(actor + " timeout key " + pick, all -> {
                    Optional<ModelKey> key = all.model().pickLiveOrHeld(pick, each -> true);
                    if (key.isPresent()) {
                        timeout(all, actor, key.get());
                    }
                }));
    }

    private static void timeout(Neighbourhood all, Actor actor, ModelKey key) throws Exception {
        all.change(
                actor + " timeout " + key,
                ifIt(
                        key.hasSettableAttributes(),
                        key,
                        each -> each.end = Optional.of(ModelKey.End.in(MINUTES).insteadOf(each.end))),
                () -> actor.keyctl(all, key).setTimeout(key.serial, (int) MINUTES.toSeconds()));
    }

    private static void expire(Neighbourhood all, Actor actor, ModelKey key) throws Exception {
        all.change(
                actor + " expiry of " + key,
                ifIt(key.hasSettableAttributes(), key, each -> {
                    each.isDead = true;
                    each.isExpired = true;
                }),
                () -> {
                    Keyctl keyctl = actor.keyctl(all, key);
                    keyctl.setTimeout(key.serial, 1);
                    Await.until(() -> !isLive(keyctl, key.serial), key + " expires");
                });
    }

    private static boolean isLive(Keyctl keyctl, int key) {
        try {
            keyctl.describe(key);
            return true;
        } catch (KeyctlException e) {
            return false;
        }
    }

    private static void revoke(Neighbourhood all, Actor actor, ModelKey key) throws Exception {
        all.change(
                actor + " revoke " + key,
                always(key, each -> each.isDead = true),
                () -> actor.keyctl(all, key).revoke(key.serial));
    }

    /** Waits until the kernel has unlinked it. */
    private static void invalidate(Neighbourhood all, Actor actor, ModelKey key) throws Exception {
        List<Place> places = all.model().places(key);
        all.change(
                actor + " invalidate " + key,
                Rule.of((model, order) -> {
                    model.unlinkAll(model.same(key));
                    return true;
                }),
                () -> {
                    actor.keyctl(all, key).invalidate(key.serial);
                    for (Place place : places) {
                        Keyctl keyctl = all.keyrings().keyctl(place);
                        int keyring = all.keyrings().serial(place);
                        Await.until(
                                () -> Arrays.stream(keyctl.readKeyring(keyring)).noneMatch(link -> link == key.serial),
                                key + " is collected");
                    }
                });
    }
}
