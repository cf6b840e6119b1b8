package org.linuxkeyring.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.Programs;

/** With default settings, an ordinary user's entries go to the user keyring and come back, in whatever session. */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class OrdinaryUserIT {
    private static OrdinaryUser user;

    /** The commands that start a program with a session keyring of a certain kind. */
    private enum Session {
        WITH_THE_USER_KEYRING("keyctl", "session", "-", "sh", "-c", "keyctl link @u @s; exec \"$@\"", "sh"),
        WITHOUT_THE_USER_KEYRING("keyctl", "session", "-"),
        THAT_TAKES_NO_LINK("keyctl", "session", "-", "sh", "-c", "keyctl setperm @s 0x0b0b0000; exec \"$@\"", "sh");

        private final List<String> command;

        Session(String... command) {
            this.command = List.of(command);
        }

        List<String> command() {
            assumeTrue(Programs.work(List.of("keyctl", "--version")), "keyctl is not installed");
            return command;
        }
    }

    @BeforeAll
    static void makeUser() throws IOException {
        user = OrdinaryUser.withPrograms(FetchAndStore.class);
    }

    @AfterAll
    static void forgetUser() throws IOException {
        if (user != null) {
            user.close();
        }
    }

    static Stream<Arguments> jdksAndOpenSessions() {
        return Jdk.installed().stream()
                .flatMap(jdk -> Stream.of(Session.WITH_THE_USER_KEYRING, Session.WITHOUT_THE_USER_KEYRING)
                        .map(session -> Arguments.of(jdk, session)));
    }

    @ParameterizedTest
    @MethodSource("jdksAndOpenSessions")
    void whatKeytoolStoresJavaFetches(Jdk jdk, Session session) {
        List<String> asUser = user.in(session.command());
        String alias = "test-" + UUID.randomUUID();
        Keytool.of(jdk).as(asUser, user.jar()).on("NONE", "-genkeypair -alias %s -keyalg EC -dname CN=ordinary", alias);

        List<String> fetch = user.java(jdk, List.of(), FetchAndStore.class, alias, Keytool.STORE_PASSWORD);
        Outcome outcome = Child.of(
                        Stream.concat(asUser.stream(), fetch.stream()).toList())
                .run()
                .succeeded();
        assertEquals(FetchAndStore.DONE, outcome.out(), outcome::toString);
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void aSessionThatKeepsTheUserKeyringOutOfReachIsAnErrorWithTheRemedy(Jdk jdk) {
        Outcome outcome = Keytool.of(jdk)
                .as(user.in(Session.THAT_TAKES_NO_LINK.command()), user.jar())
                .childOn("NONE", "-list")
                .run()
                .failed();
        assertTrue(outcome.out().contains("keyring @u is not possessed"), outcome::toString);
        assertTrue(outcome.out().contains("keyctl session - sh -c 'keyctl link "), outcome::toString);
    }
}
