package org.linuxkeyring.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;
import org.linuxkeyring.testing.Programs;
import org.linuxkeyring.users.TwoUsers.Victim;

/** The victim has become itself in the attacker's session, as su(1) and sudo(8) hand it on. */
class InheritedSessionIT extends OnSharedSession {
    @ParameterizedTest
    @EnumSource
    void isRefusedAndNothingOfTheVictimsIsLinkedThere(Victim victim) {
        users.giveSessionTo(users.attackersNumber());
        List<String> lines = users.report(
                victim, List.of(), "load", "none", "load", "@u", "load", "@us", "load", "@s", "load", "@u/" + shop);

        assertEquals(5, lines.size(), lines::toString);
        for (String line : lines) {
            assertTrue(line.contains("the session keyring belongs to user " + users.attackersNumber()), line);
            assertTrue(line.contains("keyctl session - java ..."), line);
        }
        assertEquals("", attacker("keyctl", "rlist", "@s"));
    }

    @ParameterizedTest
    @EnumSource
    void showsNoneOfTheAttackersKeysEvenIfItIsAccepted(Victim victim) throws Exception {
        users.giveSessionTo(users.attackersNumber());
        String web = plant("web-" + shop, "theirs", "@s");
        plant("ca-" + shop, certificate("theirs"), "@s");
        attacker("keyctl", "setperm", plant("no view-" + shop, "x", "@s"), "0x3e3e3e3e");
        List<String> lines = users.report(
                victim,
                List.of("-Dlinuxkeyring.session=any"),
                "load",
                "@s",
                "look",
                "set",
                "web-" + shop,
                "load",
                "none",
                "get",
                "web-" + shop,
                "get",
                "ca-" + shop,
                "get",
                "no view-" + shop);

        assertEquals(
                List.of(
                        "load @s: done",
                        "aliases: [] 0",
                        "LINUXKEYRING serves: none",
                        "NewSunX509 serves: none",
                        "LINUXKEYRING trusts: []",
                        "PKIX trusts: [none]"),
                lines.subList(0, 6));
        assertRefused("set web-" + shop + ":", "which belongs to user " + users.attackersNumber(), lines);
        for (String alias : List.of("web-" + shop, "ca-" + shop, "no view-" + shop)) {
            assertLine("get " + alias + ": no entry, key none, certificate none", lines);
        }
        assertEquals("theirs", attacker("keyctl", "pipe", web));
    }

    /** The program itself, and an account that every Debian has: no login, so no session of its own. */
    @Test
    void isWhatSuHandsOn() {
        String asNobody = "exec \"$0\" \"$@\"";
        List<String> su = List.of("su", "nobody", "-s", "/bin/sh", "-c", asNobody, "--");
        List<String> probe = new ArrayList<>(su);
        probe.addAll(List.of("keyctl", "rdescribe", "@s"));
        assumeTrue(Programs.work(probe), "su cannot make a process of the user nobody");
        assumeTrue(
                Child.of(probe).run().succeeded().out().startsWith("keyring;0;"),
                "su gives the user a session of its own here");
        List<String> command = new ArrayList<>(su);
        command.addAll(users.commandLine(Jdk.installed().get(0), "list", "@u"));
        Outcome outcome = Child.of(command).run().failed();

        assertTrue(outcome.err().contains("the session keyring belongs to user 0"), outcome::toString);
        assertTrue(
                FreshSession.descriptions().isEmpty(),
                () -> FreshSession.descriptions().toString());
    }
}
