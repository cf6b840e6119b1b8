package org.linuxkeyring.model;

import java.util.Optional;
import org.linuxkeyring.model.Vocabulary.Name;

/** A key that must be there. */
final class ModelKey {
    /** What the kernel gives a new key. */
    static final int DEFAULT_MASK = 0x3f010000;

    private static final int POSSESSOR_WRITES = 0x04000000;
    private static final int POSSESSOR_LINKS = 0x10000000;
    private static final int POSSESSOR_SETS_ATTRIBUTES = 0x20000000;

    final int id;
    final Name name;

    /** 0 as long as it has not been seen. */
    int serial;

    Value value;

    /** Of the payload; empty where it has to be new. */
    Optional<String> digest = Optional.empty();

    int mask = DEFAULT_MASK;

    /** Whether it has a timeout; empty where the model does not say. */
    Optional<Boolean> isTimed;

    /** Whether it belongs to another user. */
    boolean isForeign;

    /** Whether it died because its time was over. */
    boolean isExpired;

    /** Whether it has expired or was revoked. The kernel unlinks it in its own time. */
    boolean isDead;

    ModelKey(int id, Name name, Value value, boolean isTimed) {
        this.id = id;
        this.name = name;
        this.value = value;
        this.isTimed = Optional.of(isTimed);
    }

    ModelKey(ModelKey other) {
        this.id = other.id;
        this.name = other.name;
        this.serial = other.serial;
        this.value = other.value;
        this.digest = other.digest;
        this.mask = other.mask;
        this.isTimed = other.isTimed;
        this.isForeign = other.isForeign;
        this.isDead = other.isDead;
        this.isExpired = other.isExpired;
    }

    boolean isWritable() {
        return (mask & POSSESSOR_WRITES) != 0;
    }

    boolean isLinkable() {
        return (mask & POSSESSOR_LINKS) != 0;
    }

    /** Whether its mask, owner and timeout can be changed. */
    boolean hasSettableAttributes() {
        return (mask & POSSESSOR_SETS_ATTRIBUTES) != 0;
    }

    /** Gives it another payload. */
    void update(Value other) {
        value = other;
        digest = Optional.empty();
    }

    @Override
    public String toString() {
        return serial + " " + name + " (" + value + String.format(", 0x%08x", mask)
                + (isTimed.orElse(false) ? ", timed" : "") + (isForeign ? ", foreign" : "") + (isDead ? ", dead" : "")
                + ")";
    }
}
