package org.linuxkeyring.kernel.memory;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.memory.MemoryThreads.Credentials;

/**
 * The keyrings that have no keyring above them: those of a thread and those of the user. They are made when they are
 * first used, with the names and masks that the kernel gives them (security/keys/process_keys.c, persistent.c).
 */
final class MemorySpecialKeyrings {
    private static final String USER = "_uid." + MemoryKey.OWNER;
    private static final String USER_SESSION = "_uid_ses." + MemoryKey.OWNER;
    private static final String PERSISTENT = "_persistent." + MemoryKey.OWNER;

    /** All permissions for possessors; for the user view, or view and read, or view, read and link. */
    private static final int PROCESS_MASK = 0x3f010000;

    private static final int SESSION_MASK = 0x3f030000;
    private static final int NAMED_SESSION_MASK = 0x3f130000;
    /** All permissions but setattr for possessors; for the user all, or view and read. */
    private static final int USER_MASK = 0x1f3f0000;

    private static final int PERSISTENT_MASK = 0x1f030000;

    /** The default of /proc/sys/kernel/keys/persistent_keyring_expiry, in seconds. */
    private static final int PERSISTENT_SECONDS = 3 * 24 * 3600;

    private final MemoryKeys keys;
    private final MemoryThreads threads;
    /** The keyring that keeps the user's keyrings alive; no serial leads to it. */
    private final MemoryKeyring register = new MemoryKeyring(Keyctl.NO_KEY, ".user_reg", 0, false);

    MemorySpecialKeyrings(MemoryKeys keys, MemoryThreads threads) {
        this.keys = keys;
        this.threads = threads;
    }

    MemoryKeyring user() {
        userSession();
        return registered(USER);
    }

    MemoryKeyring userSession() {
        MemoryKeyring user = ofUser(USER, USER_MASK, MemoryQuota.Use.WITHIN);
        MemoryKeyring session = registered(USER_SESSION);
        if (session == null) {
            session = ofUser(USER_SESSION, USER_MASK, MemoryQuota.Use.WITHIN);
            keys.link(user, session);
        }
        return session;
    }

    /** Links the persistent keyring into another, and starts its timeout anew, as each such call does. */
    MemoryKeyring persistentIn(MemoryKeyring destination) {
        MemoryKeyring persistent = ofUser(PERSISTENT, PERSISTENT_MASK, MemoryQuota.Use.NONE);
        new MemoryReference(persistent, true).permitting(MemoryPermission.LINK);
        keys.link(persistent, destination);
        keys.expireIn(persistent, PERSISTENT_SECONDS);
        return persistent;
    }

    MemoryKeyring thread(boolean create) {
        Credentials own = threads.ofThisThread();
        if (own.thread() == null && create) {
            threads.give(own.withThread(keys.makeKeyring("_tid", PROCESS_MASK, MemoryQuota.Use.BEYOND)));
        }
        return existing(threads.ofThisThread().thread());
    }

    MemoryKeyring process(boolean create) {
        Credentials own = threads.ofThisThread();
        if (own.process() == null && create) {
            threads.give(own.withProcess(keys.makeKeyring("_pid", PROCESS_MASK, MemoryQuota.Use.BEYOND)));
        }
        return existing(threads.ofThisThread().process());
    }

    /**
     * Returns the session keyring. A thread that has none uses the user session keyring, except for changes: for these
     * the kernel makes a session keyring for the thread.
     */
    MemoryKeyring session(boolean create) {
        MemoryKeyring session = session();
        return create && registered(session.name().description()) == session ? joinSession(null) : session;
    }

    /** Gives the calling thread a new session keyring, or the one of this name that the user may search. */
    MemoryKeyring joinSession(String name) {
        MemoryKeyring joined = name == null
                ? keys.makeKeyring("_ses", SESSION_MASK, MemoryQuota.Use.WITHIN)
                : keys.findKeyring(name)
                        .orElseGet(() -> keys.makeKeyring(name, NAMED_SESSION_MASK, MemoryQuota.Use.WITHIN));
        Credentials before = threads.ofThisThread();
        threads.give(before.withSession(joined));
        if (before.session() != null) {
            keys.release(before.session());
        }
        return joined;
    }

    /** Returns the keyrings that request_key(2) searches, in its order. */
    List<MemoryKeyring> searched() {
        Credentials own = threads.ofThisThread();
        return Stream.of(own.thread(), own.process(), session())
                .filter(Objects::nonNull)
                .toList();
    }

    private MemoryKeyring session() {
        MemoryKeyring session = threads.ofThisThread().session();
        return session == null ? userSession() : session;
    }

    private MemoryKeyring ofUser(String name, int mask, MemoryQuota.Use use) {
        MemoryKeyring keyring = registered(name);
        if (keyring == null) {
            keyring = keys.makeKeyring(name, mask, use);
            keys.link(keyring, register);
        }
        return keyring;
    }

    private MemoryKeyring registered(String name) {
        return register.findKeyring(name);
    }

    private static MemoryKeyring existing(MemoryKeyring keyring) {
        MemoryRefusal.when(keyring == null, Errno.ENOKEY);
        return keyring;
    }
}
