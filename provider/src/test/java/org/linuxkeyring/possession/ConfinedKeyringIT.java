package org.linuxkeyring.possession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.testing.BackgroundProgram;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.Programs;
import org.linuxkeyring.tools.OrdinaryUser;

/**
 * A keystore on {@code @t} or {@code @p}, whose serials another process of the same user, or of root, knows: that
 * process can see their names, and nothing else. Both have the same session keyring.
 */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class ConfinedKeyringIT {
    /** The commands that are refused; RING and KEY stand for the serials. */
    private static final List<String> REFUSED = List.of(
            "read KEY",
            "print KEY",
            "pipe KEY",
            "link KEY @s",
            "move KEY RING @s",
            "update KEY other",
            "revoke KEY",
            "invalidate KEY",
            "timeout KEY 1",
            "setperm KEY 0x3f3f3f3f",
            "chown KEY 0",
            "id KEY",
            "read RING",
            "list RING",
            "rlist RING",
            "link RING @s",
            "unlink KEY RING",
            "search RING user confined",
            "search RING user confined @s",
            "search @p user confined",
            "request user confined",
            "request keyring _pid",
            "request keyring _tid",
            "clear RING",
            "add user other payload RING",
            "newring other RING",
            "revoke RING",
            "invalidate RING",
            "timeout RING 1",
            "setperm RING 0x3f3f3f3f",
            "chown RING 0",
            "restrict_keyring RING",
            "id RING");

    private static OrdinaryUser user;

    @BeforeAll
    static void makeUser() throws IOException {
        user = OrdinaryUser.withPrograms(ConfinedStore.class, EntryScript.class, LoadEach.class);
    }

    @AfterAll
    static void forgetUser() throws IOException {
        if (user != null) {
            user.close();
        }
    }

    /** Returns the user who runs the tests and, if that is root, an ordinary user, each with either keyring. */
    static Stream<Arguments> usersAndKeyrings() {
        return Stream.of("@t", "@p")
                .flatMap(keyring -> Stream.of(false, true)
                        .filter(asUser -> !asUser || user.isAnother())
                        .map(asUser -> Arguments.of(asUser, keyring)));
    }

    @ParameterizedTest
    @MethodSource("usersAndKeyrings")
    void noOtherProcessOfTheUserReadsListsSearchesLinksOrChangesIt(boolean asUser, String keyring) throws Exception {
        try (BackgroundProgram owner = start(asUser, keyring)) {
            List<String> serials = serials(owner);
            List<String> before = descriptions(asUser, serials);
            for (String command : REFUSED) {
                Outcome outcome = keyctl(asUser, command, serials);
                assertNotEquals(0, outcome.status(), () -> "keyctl " + command + ": " + outcome);
                assertFalse(outcome.toString().contains(ConfinedStore.PAYLOAD), command);
            }
            assertEquals(before, descriptions(asUser, serials));
        }
    }

    @ParameterizedTest
    @MethodSource("usersAndKeyrings")
    void anotherJvmOfTheUserCannotLoadIt(boolean asUser, String keyring) throws Exception {
        try (BackgroundProgram owner = start(asUser, keyring)) {
            String ring = serials(owner).get(0);
            Outcome outcome = Child.of(as(asUser, java(LoadEach.class, ring, keyring)))
                    .run()
                    .succeeded();
            List<String> lines = outcome.out().lines().toList();
            assertTrue(lines.get(0).contains("keyring " + ring + " is not possessed"), outcome::toString);
            assertEquals(keyring + " " + EntryScript.EXPECTED, lines.get(1), "its own keyring of that kind");
        }
    }

    @ParameterizedTest
    @MethodSource("usersAndKeyrings")
    void aProgramThatTheApplicationStartsDoesNotPossessIt(boolean asUser, String keyring) throws Exception {
        try (BackgroundProgram owner = start(asUser, keyring)) {
            assertEquals("1 1", owner.nextLine().split(" ", 3)[2]);
        }
    }

    @ParameterizedTest
    @MethodSource("usersAndKeyrings")
    void itsNamesAreSeenUnlessTheMaskForbids(boolean asUser, String keyring) throws Exception {
        try (BackgroundProgram owner = start(asUser, keyring)) {
            List<String> seen = descriptions(asUser, serials(owner));
            assertTrue(seen.get(0).endsWith(";3f010000;" + keyring.replace('@', '_') + "id"), seen::toString);
            assertTrue(seen.get(1).endsWith(";3f010000;" + ConfinedStore.ALIAS), seen::toString);
        }
        try (BackgroundProgram owner = start(asUser, keyring, "0x3f000000")) {
            keyctl(asUser, "rdescribe KEY", serials(owner)).failed();
        }
    }

    private static BackgroundProgram start(boolean asUser, String... arguments) throws IOException {
        assumeTrue(Programs.work(List.of("keyctl", "--version")), "keyctl is not installed");
        return new BackgroundProgram(as(asUser, java(ConfinedStore.class, arguments)));
    }

    private static List<String> java(Class<?> program, String... arguments) {
        return user.java(Jdk.installed().get(0), List.of("-Dlinuxkeyring.session=any"), program, arguments);
    }

    /** Returns the serials of the keyring and the key. */
    private static List<String> serials(BackgroundProgram owner) throws IOException {
        return List.of(owner.nextLine().split(" ")).subList(0, 2);
    }

    private static List<String> descriptions(boolean asUser, List<String> serials) {
        return Stream.of("rdescribe RING", "rdescribe KEY")
                .map(command ->
                        keyctl(asUser, command, serials).succeeded().out().strip())
                .toList();
    }

    private static Outcome keyctl(boolean asUser, String command, List<String> serials) {
        List<String> line = new ArrayList<>(List.of("keyctl"));
        Stream.of(command.split(" "))
                .map(word -> word.equals("RING") ? serials.get(0) : word.equals("KEY") ? serials.get(1) : word)
                .forEach(line::add);
        return Child.of(as(asUser, line)).run();
    }

    private static List<String> as(boolean asUser, List<String> command) {
        return asUser ? user.in(command) : command;
    }
}
