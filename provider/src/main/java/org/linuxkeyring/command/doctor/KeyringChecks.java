package org.linuxkeyring.command.doctor;

import java.util.List;
import java.util.Optional;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.KeyringTree;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.SessionOwner;
import org.linuxkeyring.keyring.key.KeyQuota;

/** The checks of the process's keyrings: which it can search and which it possesses, and how much quota is left. */
final class KeyringChecks {
    /** The approximate size in bytes of an entry with an RSA key and a chain of three certificates. */
    private static final int BYTES_OF_AN_ENTRY = 6_000;

    private static final String NEW_SESSION =
            "Start the process in a new session: keyctl session - sh -c 'keyctl link @u @s; exec java ...'.";

    private final Keyctl keyctl;
    private final Findings findings;

    KeyringChecks(Keyctl keyctl, Findings findings) {
        this.keyctl = keyctl;
        this.findings = findings;
    }

    void keyrings() {
        try {
            List<KeyringTree> trees = new Keyrings(keyctl).trees();
            findings.keyrings(trees);
            possession(trees);
        } catch (KeyctlException e) {
            findings.problem(e.getMessage());
        }
    }

    /**
     * Reports which keyrings are possessed: those that a search from the thread, process and session keyrings reaches
     * (keyrings(7), "Possession").
     */
    private void possession(List<KeyringTree> trees) {
        if (trees.isEmpty()) {
            findings.problem("there is no session keyring, so nothing is possessed. " + NEW_SESSION);
            return;
        }
        int session = keyctl.keyringId(Keyctl.SESSION_KEYRING, false);
        if (session == keyctl.keyringId(Keyctl.USER_SESSION_KEYRING, false)) {
            findings.fact("The process has no session keyring of its own: the kernel lends it @us, the user's.");
        }
        int user = keyctl.keyringId(Keyctl.USER_KEYRING, false);
        sessionOwner();
        if (holds(trees, user)) {
            findings.ok("the process possesses its user's keyring, @u");
        } else {
            findings.note("the session keyring does not link @u, so the process does not possess it."
                    + " A keystore links it there when it is loaded, and so does the trial below.");
        }
    }

    /** Reports a session keyring of another user, which su and setpriv leave. */
    private void sessionOwner() {
        SessionOwner.of(keyctl)
                .refusal()
                .ifPresent(CommandContext.takeAnySession() ? findings::note : findings::problem);
    }

    private static boolean holds(List<KeyringTree> trees, int serial) {
        return trees.stream().anyMatch(tree -> tree.serial() == serial || holds(tree.links(), serial));
    }

    void quota() {
        Optional<KeyQuota> told = KeyQuota.ofCaller(keyctl);
        if (told.isEmpty()) {
            findings.note("not known, since /proc/key-users does not show it here");
            return;
        }
        KeyQuota quota = told.get();
        if (quota.keys() < quota.maxKeys() && quota.maxBytes() - quota.bytes() >= BYTES_OF_AN_ENTRY) {
            findings.ok(quota.toString());
        } else {
            findings.note(quota + ", too many for one more entry with a long certificate chain (" + BYTES_OF_AN_ENTRY
                    + " bytes). Remove keys, or raise " + quota.sysctls() + " (sysctl -w).");
        }
    }
}
