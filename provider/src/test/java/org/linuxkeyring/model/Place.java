package org.linuxkeyring.model;

/** A keyring of the model; each has one home, where its link stays, and may be linked elsewhere as well. */
enum Place {
    /** The session keyring of the thread that the neighbours work in. */
    SESSION("@s"),
    /** The user keyring, of which only what carries the run's tag is the model's. */
    USER("@u"),
    /** A keyring in the user keyring. */
    OUTER("@u/outer"),
    /** A keyring in that one. */
    INNER("@u/outer/inner"),
    /** A keyring in the session keyring, which settings name by its serial. */
    NUMBERED("serial"),
    /** A keyring in the session keyring that another user made. */
    THEIRS("@s/theirs"),
    /** The thread keyring that all keystores of the process on {@code @t} share. */
    THREAD("@t");

    private final String text;

    Place(String text) {
        this.text = text;
    }

    /** Whether keys and keyrings can be linked there, and from there elsewhere: its thread does not see the session. */
    boolean isOfSession() {
        return this != THREAD;
    }

    /** Whether others than the test link keys there. */
    boolean isShared() {
        return this == USER || this == THREAD;
    }

    /** Where this keyring's link stays. */
    Place home() {
        return switch (this) {
            case USER, NUMBERED, THEIRS -> SESSION;
            case OUTER -> USER;
            case INNER -> OUTER;
            case SESSION, THREAD -> this;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
