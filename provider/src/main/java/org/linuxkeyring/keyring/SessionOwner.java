package org.linuxkeyring.keyring;

import java.util.Optional;
import java.util.regex.Pattern;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.key.KeyMetadata;

/**
 * The owner of the process's session keyring. A new process inherits the session keyring (credentials(7)), even if it
 * becomes another user, unless PAM or another program gives it a new one. So su(1) and sudo(8) may leave two users in
 * one session, where each possesses what the other links into the session keyring.
 *
 * @param own the process's user
 * @param session the attributes of the session keyring
 */
public record SessionOwner(int own, KeyMetadata session) {
    private static final int ROOT = 0;

    /**
     * The names of session keyrings that container runtimes join while they are still the container's root:
     * {@code _ses.ID} (runc) and {@code ID} (crun), where the IDs of container engines are 64 hex digits. Only
     * processes of the container have such a session keyring.
     */
    private static final Pattern CONTAINER = Pattern.compile("_ses\\..+|[0-9a-f]{64}");

    /**
     * Asks the kernel for the owner, and makes no session keyring for this.
     *
     * @throws org.linuxkeyring.error.KeyctlException EACCES if the session keyring does not show its owner, EKEYREVOKED
     *     after a logout
     */
    public static SessionOwner of(Keyctl keyctl) {
        // This call refuses a revoked session keyring, as all other uses of the keyring do.
        keyctl.keyringId(Keyctl.SESSION_KEYRING, false);
        return new SessionOwner(keyctl.effectiveUser(), KeyMetadata.parse(keyctl.describe(Keyctl.SESSION_KEYRING)));
    }

    /** Returns whether processes of another user may have the same session keyring. */
    public boolean isAnothers() {
        return session.uid() != own && !isContainers();
    }

    private boolean isContainers() {
        return session.uid() == ROOT
                && CONTAINER.matcher(session.description().toString()).matches();
    }

    /**
     * Returns whether processes of another user may have the process's session keyring, which is assumed if that
     * keyring does not show its owner.
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
     * Refuses another user's session keyring.
     *
     * @throws KeyringException with the remedy if the session keyring is another user's, and as {@link #of} does
     */
    public static void requireOwn(Keyctl keyctl) {
        of(keyctl).refusal().ifPresent(why -> {
            throw new KeyringException(why);
        });
    }

    /** Returns why a keystore is not loaded in this session, and the remedy; empty if it is loaded. */
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
