package org.linuxkeyring.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.linuxkeyring.model.Configuration.Writes;
import org.linuxkeyring.model.Model.SiblingOrder;
import org.linuxkeyring.model.Vocabulary.Name;

/**
 * What one keystore sees of a model, and what a change makes of it: docs/ALIASES.md and the table of
 * docs/DIFFERENCES.md on what a keyring brings with it. A change that returns false leaves the model as it was.
 */
final class EntryRules {
    private static final Pattern TYPED = Pattern.compile("%(user|big_key):(.*)");

    private final Model model;
    private final SiblingOrder order;
    private final Configuration configuration;
    private final StagedChanges staged;
    private final List<String> types;
    private final String prefix;
    private final Neighbour keystore;
    private final Place root;
    private final Place destination;

    EntryRules(Model model, SiblingOrder order, Neighbour keystore) {
        this.model = model;
        this.order = order;
        this.configuration = keystore.configuration();
        this.staged = model.staged(keystore.number());
        this.types = keystore.types();
        this.prefix = keystore.prefix();
        this.keystore = keystore;
        this.root = configuration.scope().root;
        this.destination = configuration.scope().destination;
    }

    /** What an alias stands for. */
    sealed interface Sight {
        /** Nothing. */
        record Missing(boolean isDead) implements Sight {}

        /** An entry. */
        record Entry(Value value, Optional<String> digest) implements Sight {}
    }

    /** The keys that an alias names, of which the first there is counts. */
    List<Name> names(String alias) {
        Matcher typed = TYPED.matcher(alias);
        return typed.matches()
                ? List.of(new Name(typed.group(1), prefix + typed.group(2)))
                : types.stream().map(type -> new Name(type, prefix + alias)).toList();
    }

    /** The alias of a key that is there; empty without the prefix. */
    Optional<String> alias(Name name) {
        if (!name.description().startsWith(prefix)) {
            return Optional.empty();
        }
        String plain = name.description().substring(prefix.length());
        Optional<Name> first = names(plain).stream().filter(this::contains).findFirst();
        return Optional.of(first.equals(Optional.of(name)) ? plain : "%" + name.type() + ":" + plain);
    }

    Sight sight(String alias) {
        boolean isDead = false;
        for (Name name : names(alias)) {
            if (staged.put.containsKey(name)) {
                return new Sight.Entry(staged.put.get(name), Optional.empty());
            }
            if (!staged.removed.contains(name)) {
                Optional<ModelKey> found = found(name);
                if (found.isPresent()) {
                    return new Sight.Entry(found.get().value, found.get().digest);
                }
                isDead |= model.search(root, order, key -> key.name.equals(name) && key.isDead)
                        .isPresent();
            }
        }
        return new Sight.Missing(isDead);
    }

    boolean contains(Name name) {
        return staged.put.containsKey(name)
                || !staged.removed.contains(name) && found(name).isPresent();
    }

    /** What a search in the keyrings finds. */
    private Optional<ModelKey> found(Name name) {
        return model.search(root, order, key -> key.name.equals(name) && counts(key));
    }

    /** Whether the keystore may take it for an entry. */
    private boolean counts(ModelKey key) {
        return !key.isDead && (!key.isForeign || configuration.acceptsOther() || keystore.isOfOther());
    }

    /** The same, if the keyring that changes go to links it itself. */
    private Optional<ModelKey> own(Name name) {
        return found(name).filter(key -> model.links(destination, key));
    }

    private boolean isOwn(Name name) {
        return staged.put.containsKey(name)
                || !staged.removed.contains(name) && own(name).isPresent();
    }

    boolean set(String alias, Value given) {
        boolean isToBeHeld = keystore.holds(given);
        if (isToBeHeld && (given.held().isEmpty() || configuration.writes() == Writes.ON_STORE)) {
            return false;
        }
        Value value = isToBeHeld ? given.held().get() : given;
        if (configuration.writes() == Writes.NEVER || value.isCertificate() && isOtherThanCertificate(alias)) {
            return false;
        }
        List<Name> names = names(alias);
        Optional<Name> current =
                names.stream().filter(this::contains).findFirst().filter(this::isOwn);
        Name usual = names.get(0);
        Name target =
                current.orElse(names.size() == 1 || !value.isCertificate() || contains(usual) ? usual : names.get(1));
        Optional<Name> ahead = target.equals(usual) ? Optional.empty() : Optional.of(usual);
        if (!isFindable(target, ahead)) {
            return false;
        }
        if (configuration.writes() == Writes.IMMEDIATE) {
            boolean setsPolicy =
                    own(target).map(ModelKey::isTimed).orElse(configuration.isTimed() || configuration.isPrivate());
            return put(target, value, false, setsPolicy);
        }
        if (!staged.put.containsKey(target)) {
            boolean isNew = staged.removed.contains(target) || own(target).isEmpty();
            if (isNew
                    ? configuration.isTimed() || configuration.isPrivate()
                    : own(target).get().isTimed()) {
                staged.settled.add(target);
            }
        }
        if (!staged.put.containsKey(target)
                && !staged.removed.contains(target)
                && own(target).isPresent()) {
            staged.replacing.add(target);
        }
        staged.put.put(target, value);
        staged.removed.remove(target);
        ahead.ifPresent(other -> staged.ahead.put(target, other));
        return true;
    }

    private boolean isOtherThanCertificate(String alias) {
        Sight sight = sight(alias);
        return !(sight instanceof Sight.Missing)
                && !(sight instanceof Sight.Entry entry && entry.value().isCertificate());
    }

    /** Whether what is put there will be found, or something else before it. */
    private boolean isFindable(Name name, Optional<Name> ahead) {
        boolean isBehindAnother =
                found(name).filter(key -> !model.links(destination, key)).isPresent()
                        && others(name, true).size() > 0;
        boolean isBehindUsual = ahead.filter(other -> !staged.removed.contains(other))
                .filter(other -> found(other).isPresent())
                .isPresent();
        return !isBehindAnother && !isBehindUsual;
    }

    /** The other keyrings that link a live key of that name, or those before the one that changes go to. */
    private List<Place> others(Name name, boolean isBefore) {
        List<Place> others = new ArrayList<>();
        for (Place place : model.inOrder(root, order)) {
            if (place != destination) {
                model.live(place, name).filter(this::counts).ifPresent(key -> others.add(place));
            } else if (isBefore) {
                return others;
            }
        }
        return others;
    }

    /** Makes or updates the key in the keyring that changes go to, if the kernel lets us. */
    private boolean put(Name name, Value value, boolean isStaged, boolean setsPolicy) {
        Optional<ModelKey> present = model.live(destination, name);
        if (model.isRestricted(destination)
                || model.isReadOnly(destination)
                || present.filter(
                                key -> !counts(key) || !key.isWritable() || setsPolicy && !key.hasSettableAttributes())
                        .isPresent()) {
            return false;
        }
        ModelKey key = present.orElseGet(() -> {
            ModelKey made = model.add(destination, name, value, configuration.end());
            made.mask = configuration.mask();
            made.isForeign = keystore.isOfOther();
            return made;
        });
        key.replace(value);
        if (isStaged) {
            // What a staged change gives a key was settled when it was staged: the timeout that was left then, or the
            // mask of a new entry, though another process has made one of that name since.
            key.end = Optional.empty();
            key.mask = configuration.isPrivate() && !staged.replacing.contains(name) ? configuration.mask() : key.mask;
        }
        return true;
    }

    boolean delete(String alias) {
        if (configuration.writes() == Writes.NEVER) {
            return false;
        }
        List<Name> names = names(alias);
        Optional<Name> found = names.stream().filter(this::contains).findFirst();
        if (!canGo(found.orElse(names.get(0)))) {
            return false;
        }
        if (found.isEmpty()) {
            return true;
        }
        boolean uncoversAnother = found.get().equals(names.get(0))
                && names.size() > 1
                && (staged.removed.contains(names.get(1)) || own(names.get(1)).isEmpty())
                && !canGo(names.get(1));
        if (uncoversAnother) {
            return false;
        }
        if (configuration.writes() == Writes.IMMEDIATE) {
            if (model.isReadOnly(destination)) {
                return false;
            }
            own(found.get()).ifPresent(key -> model.unlink(destination, key));
        } else {
            staged.forget(found.get());
            if (found(found.get()).isPresent()) {
                staged.removed.add(found.get());
            }
        }
        return true;
    }

    /** Whether a search would find no key of that name any more, once the one there is gone. */
    private boolean canGo(Name name) {
        return found(name).isEmpty()
                || own(name).isPresent() && others(name, false).isEmpty();
    }

    /**
     * Gives an entry a timeout, or ends it. One that notes when it ends is written anew; where that is not permitted,
     * the timeout is set without a note if it is sooner than the noted one, and else refused.
     */
    boolean setTimeout(String alias, ModelKey.End end, boolean isWritten) {
        Optional<Name> found = names(alias).stream().filter(this::contains).findFirst();
        Optional<ModelKey> own = configuration.writes() == Writes.NEVER
                ? Optional.empty()
                : found.filter(name -> !staged.put.containsKey(name)).flatMap(this::own);
        if (own.filter(key -> key.hasSettableAttributes() && (key.isWritable() || !isWritten))
                .isEmpty()) {
            return false;
        }
        own.get().end = Optional.of(own.get().isWritable() ? end : end.insteadOf(own.get().end));
        if (isWritten) {
            own.get().update(own.get().value);
        }
        return true;
    }

    /**
     * Carries out one change that was kept back.
     *
     * @return false where it is refused, and stays
     */
    boolean carryOutPut(Name name) {
        if (!isFindable(name, Optional.ofNullable(staged.ahead.get(name)))
                || !put(name, staged.put.get(name), true, staged.settled.contains(name))) {
            return false;
        }
        staged.forget(name);
        return true;
    }

    /** The same for one that removes. */
    boolean carryOutRemoval(Name name) {
        if (!canGo(name) || own(name).isPresent() && model.isReadOnly(destination)) {
            return false;
        }
        own(name).ifPresent(key -> model.unlink(destination, key));
        staged.removed.remove(name);
        return true;
    }

    StagedChanges staged() {
        return staged;
    }
}
