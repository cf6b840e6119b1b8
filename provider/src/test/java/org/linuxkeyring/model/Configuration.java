package org.linuxkeyring.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.linuxkeyring.fixture.OtherUser;

/**
 * How a keystore is configured.
 *
 * @param prefix without the run's tag; null for no prefix at all
 * @param isTimed whether new entries get a timeout
 * @param isPrivate whether new entries get a mask that hides them from the user's other processes
 * @param isHeld whether keys are given to the kernel, where it can hold them
 * @param ignoresPasswords whether it stores keys as they are though a password is given
 * @param acceptsOther whether the keys of the other user are entries too
 * @param isOfOther whether the other user has opened it, where there is one; root's keys are entries too, then
 */
record Configuration(
        Scope scope,
        String prefix,
        String type,
        Writes writes,
        boolean isTimed,
        boolean isPrivate,
        boolean isHeld,
        boolean ignoresPasswords,
        boolean acceptsOther,
        boolean isOfOther) {
    private static final int PRIVATE_MASK = 0x3f000000;
    private static final Duration TIMEOUT = Duration.ofHours(3);

    /** What the {@code keyring} setting says. */
    enum Scope {
        PROCESS(Place.SESSION, Place.USER),
        USER(Place.USER, Place.USER),
        OUTER(Place.OUTER, Place.OUTER),
        INNER(Place.INNER, Place.INNER),
        NUMBERED(Place.NUMBERED, Place.NUMBERED),
        THEIRS(Place.THEIRS, Place.THEIRS),
        SESSION(Place.SESSION, Place.SESSION),
        THREAD(Place.THREAD, Place.THREAD);

        /** Where a search begins. */
        final Place root;

        /** Where changes go to. */
        final Place destination;

        Scope(Place root, Place destination) {
            this.root = root;
            this.destination = destination;
        }
    }

    /** What the backend has. */
    record Features(boolean hasBigKeys, boolean holdsKeys, boolean holdsSecretKeys) {}

    enum Writes {
        IMMEDIATE("immediate"),
        ON_STORE("on-store"),
        NEVER("never");

        final String text;

        Writes(String text) {
            this.text = text;
        }
    }

    int mask() {
        return isPrivate ? PRIVATE_MASK : ModelKey.DEFAULT_MASK;
    }

    /** The types of plain aliases, the first before the second. */
    List<String> types(boolean hasBigKeys) {
        List<String> types = new ArrayList<>();
        if (!type.equals("big_key") || !hasBigKeys) {
            types.add("user");
        }
        if (!type.equals("user") && hasBigKeys) {
            types.add("big_key");
        }
        return types;
    }

    /** What every description begins with. */
    String prefix(String tag) {
        return prefix == null ? "" : tag + prefix;
    }

    Map<String, String> settings(String keyring, String tag, String backend, Features features) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("backend", backend);
        settings.put("type", features.hasBigKeys() ? type : type.replace("big_key", "user"));
        settings.put("writes", writes.text);
        if (keyring != null) {
            settings.put("keyring", keyring);
        }
        if (prefix != null) {
            settings.put("prefix", prefix(tag));
        }
        if (isHeld && features.holdsKeys()) {
            settings.put("protection", "kernel-held");
        }
        if (ignoresPasswords) {
            settings.put("passwords", "ignore");
        }
        if (acceptsOther) {
            settings.put("owners", Integer.toString(OtherUser.NUMBER));
        }
        if (isTimed) {
            settings.put("timeout", TIMEOUT.toString());
        }
        if (isPrivate) {
            settings.put("permissions", String.format("0x%08x", PRIVATE_MASK));
        }
        return settings;
    }

    /** When an entry ends that is made now. */
    ModelKey.End end() {
        return isTimed ? ModelKey.End.in(TIMEOUT) : ModelKey.End.NEVER;
    }
}
