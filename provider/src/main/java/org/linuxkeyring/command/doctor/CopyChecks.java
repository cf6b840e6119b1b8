package org.linuxkeyring.command.doctor;

import java.util.List;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.spec.Setting;
import org.linuxkeyring.spec.Writes;

/**
 * The checks of what a server does that copies a key into a second keystore of the same type, loaded from nothing: that
 * one has its settings from system properties alone.
 */
final class CopyChecks {
    static final String PROPERTY = "linuxkeyring.";
    private static final String REMEDY = " Write keys=opaque into the file: a key without an encoding is not copied."
            + " Or start the server with -Dlinuxkeyring.writes=on-store -Dlinuxkeyring.keyring=@t, which the file's own"
            + " settings precede.";

    private final Findings findings;

    CopyChecks(Findings findings) {
        this.findings = findings;
    }

    void check(List<String> aliases) {
        if (aliases.isEmpty()) {
            findings.ok("it has no key to copy here: only keys with an encoding can be copied");
            return;
        }
        String names = "'" + Printable.name(String.join("', '", aliases)) + "'";
        try {
            Writes writes = (Writes) Setting.WRITES.parse(set(Setting.WRITES, "immediate"));
            switch (writes) {
                case ON_STORE ->
                    findings.ok("it keeps its copy of " + names + " in its own memory (writes=on-store),"
                            + " and serves a renewed entry after a restart or reload");
                case NEVER ->
                    findings.note(
                            "it is refused its copy of " + names + " (writes=never), and does not start." + REMEDY);
                case IMMEDIATE ->
                    findings.note("it writes its copy of " + names + " into " + destination()
                            + " (writes=immediate), over an entry of that alias there." + REMEDY);
            }
        } catch (IllegalArgumentException e) {
            findings.problem(e.getMessage());
        }
    }

    private static String destination() {
        return Printable.name(set(Setting.KEYRING, "@u"));
    }

    private static String set(Setting setting, String otherwise) {
        return System.getProperty(PROPERTY + setting.key(), otherwise);
    }
}
