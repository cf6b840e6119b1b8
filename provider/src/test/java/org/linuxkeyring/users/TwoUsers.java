package org.linuxkeyring.users;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.Programs;
import org.linuxkeyring.tools.OrdinaryUser;

/**
 * The user whose keystore it is, and another who shares the session with that one and plants what the keystore may
 * meet. Both are processes of their own, with user IDs that no account has. It takes root to become two users.
 */
final class TwoUsers implements AutoCloseable {
    private final OrdinaryUser ordinary;
    private final OrdinaryUser attacker;

    /** Who has the keystore. */
    enum Victim {
        ROOT,
        ORDINARY_USER
    }

    private TwoUsers(OrdinaryUser ordinary, OrdinaryUser attacker) {
        this.ordinary = ordinary;
        this.attacker = attacker;
    }

    /** Skips the tests, with the reason, where there cannot be two users. */
    static TwoUsers make() throws IOException {
        assumeTrue(Programs.work(List.of("keyctl", "--version")), "keyctl is not installed");
        OrdinaryUser ordinary = OrdinaryUser.withPrograms(KeystoreReport.class);
        TwoUsers users = new TwoUsers(ordinary, OrdinaryUser.withPrograms());
        if (!ordinary.isAnother()) {
            users.close();
            abort("takes root, who can become two users");
        }
        return users;
    }

    /** Returns the number of the user whose keystore it is. */
    String number(Victim victim) {
        return as(victim, "id", "-u");
    }

    String attackersNumber() {
        return attacker("", "id", "-u");
    }

    /** Makes the session that of a user, as if a program of that user's had started it. */
    void giveSessionTo(String user) {
        Child.of("keyctl", "chown", "@s", user).run().succeeded();
    }

    /** Returns what the attacker's command prints. */
    String attacker(String input, String... command) {
        return attacker.output(input, command);
    }

    /** Returns what the victim's command prints. */
    String as(Victim victim, String... command) {
        return Child.of(command(victim, List.of(command)))
                .run()
                .succeeded()
                .out()
                .strip();
    }

    List<String> command(Victim victim, List<String> command) {
        return victim == Victim.ROOT ? command : ordinary.in(command);
    }

    List<String> commandLine(Jdk jdk, String... arguments) {
        List<String> line = new ArrayList<>(jdk.java());
        line.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData"));
        line.addAll(jdk.nativeAccess());
        line.addAll(List.of("-jar", ordinary.jar().toString()));
        line.addAll(List.of(arguments));
        return line;
    }

    /** Returns what {@link KeystoreReport} prints to the victim, line by line. */
    List<String> report(Victim victim, List<String> options, String... arguments) {
        List<String> command =
                new ArrayList<>(ordinary.java(Jdk.installed().get(0), options, KeystoreReport.class, arguments));
        Outcome outcome = Child.of(command(victim, command)).run().succeeded();
        return outcome.out().lines().toList();
    }

    @Override
    public void close() throws IOException {
        try {
            ordinary.close();
        } finally {
            attacker.close();
        }
    }
}
