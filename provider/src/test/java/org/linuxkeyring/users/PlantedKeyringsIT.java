package org.linuxkeyring.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.users.TwoUsers.Victim;

/** Keyrings that another user planted where the victim's settings look for one: nothing is stored there. */
class PlantedKeyringsIT extends OnSharedSession {
    private void assertNotLoaded(List<String> lines, String... keyrings) {
        for (String keyring : keyrings) {
            assertRefused("load " + keyring + ":", "belongs to user " + users.attackersNumber(), lines);
            assertRefused("load " + keyring + ":", "owners=" + users.attackersNumber(), lines);
        }
    }

    /** Before the keystore is loaded for the first time, which would make the keyring. */
    @ParameterizedTest
    @EnumSource
    void areRefusedBelowTheUserKeyringAndBelowTheVictimsOwn(Victim victim) {
        String ring = share(victim);
        String till = attacker("keyctl", "newring", "till-" + shop, userKeyring(victim));
        String below = attacker("keyctl", "newring", "below", ring);
        String[] keyrings = {
            "@u/till-" + shop, "@u/till-" + shop + "/tls", "@u/" + shop + "/below", "%keyring:till-" + shop, till, below
        };
        List<String> lines = report(loads(keyrings));

        assertNotLoaded(lines, keyrings);
        assertEquals("", attacker("keyctl", "rlist", till));
        assertEquals("", attacker("keyctl", "rlist", below));
    }

    /** A keyring of the same name takes the place of the victim's link. */
    @ParameterizedTest
    @EnumSource
    void areRefusedWhereTheyDisplaceTheVictimsOwn(Victim victim) {
        share(victim);
        String planted = attacker("keyctl", "newring", shop, userKeyring(victim));
        List<String> lines = report(loads("@u/" + shop));

        assertNotLoaded(lines, "@u/" + shop);
        assertEquals("", attacker("keyctl", "rlist", planted));
    }

    /** Whatever the mask, also one that hides its owner. */
    @ParameterizedTest
    @EnumSource
    void areRefusedIfTheyHideTheirOwner(Victim victim) {
        String ring = share(victim);
        String below = attacker("keyctl", "newring", "below", ring);
        attacker("keyctl", "setperm", below, "0x3e3e3e3e");
        users.as(victim, "keyctl", "setperm", ring, "0x3f3f3f3f");
        List<String> lines = report("load", "@u/" + shop + "/below", "set", "web");

        assertRefused("load @u/" + shop + "/below:", "below", lines);
        assertEquals("", attacker("keyctl", "rlist", below));
    }

    /** The victim's user keyring, which the attacker reaches through the session. */
    private static String userKeyring(Victim victim) {
        return users.as(victim, "sh", "-c", "keyctl id @u");
    }

    private static String[] loads(String... keyrings) {
        return List.of(keyrings).stream()
                .flatMap(keyring -> List.of("load", keyring).stream())
                .toArray(String[]::new);
    }
}
