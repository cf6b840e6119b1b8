package org.linuxkeyring.keyring;

import java.util.Optional;
import java.util.regex.Pattern;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.KeyMetadata;

/**
 * Whose session keyring a process has. A new process inherits it (credentials(7)), also one that becomes another user,
 * unless PAM or another program gives it a new one: so su(1) and sudo(8) may leave two users in one session, where each
 * possesses what the other's keyring links there.
 *
 * @param own the process's user
 * @param session the session keyring
 */
public record SessionOwner(int own, KeyMetadata session) {
    private static final int ROOT = 0;

    /**
     * Container runtimes join a session keyring by the container's name while they still are the container's root:
     * {@code _ses.ID} (runc), {@code ID} (crun), where a container engine's IDs are 64 hex digits. Who is in it is who
     * is in the container.
     */
    private static final Pattern CONTAINER = Pattern.compile("_ses\\..+|[0-9a-f]{64}");

    /**
     * Asks the kernel, which makes no session keyring for this.
     *
     * @throws org.linuxkeyring.error.KeyctlException EACCES where the session keyring does not show its owner,
     *     EKEYREVOKED after a logout
     */
    public static SessionOwner of(Keyctl keyctl) {
        // A revoked one is refused as it is everywhere else.
        keyctl.keyringId(Keyctl.SESSION_KEYRING, false);
        return new SessionOwner(keyctl.effectiveUser(), KeyMetadata.parse(keyctl.describe(Keyctl.SESSION_KEYRING)));
    }

    /** Whether processes of another user may have the same session keyring. */
    public boolean isAnothers() {
        return session.uid() != own && !isContainers();
    }

    private boolean isContainers() {
        return session.uid() == ROOT
                && CONTAINER.matcher(session.description().toString()).matches();
    }

    /**
     * Whether the process's session keyring may be that of another user's processes, so also where it does not show.
     */
    public static boolean isAnothers(Keyctl keyctl) {
        try {
            return of(keyctl).isAnothers();
        } catch (KeyctlException e) {
            if (e.errno() == Errno.EACCES) {
                return true;
            }
            throw e;
        }
    }

    /**
     * Refuses another user's session.
     *
     * @throws KeyringException with the remedy; and as {@link #of} does
     */
    public static void requireOwn(Keyctl keyctl) {
        of(keyctl).refusal().ifPresent(why -> {
            throw new KeyringException(why);
        });
    }

    /** Why a keystore is not loaded in this session, and what to do; empty where it is. */
    public Optional<String> refusal() {
        if (!isAnothers()) {
            return Optional.empty();
        }
        String mine = own == Keyctl.NO_USER
                ? "and the kernel does not tell this process's user from others, since the user namespace does not"
                        + " map it"
                : "and this process runs as user " + Integer.toUnsignedString(own);
        return Optional.of(
                "the session keyring belongs to user " + Integer.toUnsignedString(session.uid()) + ", " + mine
                        + ": all processes of that session would possess what a keystore links there, and could"
                        + " read its keys and put"
                        + " others before them. Start the process in a session of its own: by `keyctl session -"
                        + " java ...`, by a login"
                        + " (`su -l`), by sudo where /etc/pam.d/sudo has the line `session optional pam_keyinit.so"
                        + " force revoke`, or as a"
                        + " systemd service. Or set session=any, if whoever is in that session may do so");
    }
}
