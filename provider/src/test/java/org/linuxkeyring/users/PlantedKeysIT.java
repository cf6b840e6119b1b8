package org.linuxkeyring.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.fixture.BadEntry;
import org.linuxkeyring.testing.TestKeys;
import org.linuxkeyring.users.TwoUsers.Victim;

/** Keys that another user planted in the victim's own keyrings: none is an entry, and none costs another. */
class PlantedKeysIT extends OnSharedSession {
    /** As {@link KeystoreReport} prints what the victim's own entries are, whatever was planted beside them. */
    private static List<String> own(String aliases) {
        return List.of(
                "aliases: " + aliases,
                "LINUXKEYRING serves: server",
                "NewSunX509 serves: server",
                "LINUXKEYRING trusts: [CN=leaf, CN=mine]",
                "PKIX trusts: [CN=mine]");
    }

    /** Keys of the victim's in its keyring: a server's and an authority. */
    private String shareWithEntries(Victim victim) throws Exception {
        String ring = share(victim);
        padd(victim, "server", server(TestKeys.fresh("EC/secp256r1")), ring);
        padd(victim, "mine", certificate("mine"), ring);
        return ring;
    }

    private void padd(Victim victim, String name, String payload, String ring) {
        org.linuxkeyring.testing.Child.of(users.command(victim, List.of("keyctl", "padd", "user", name, ring)))
                .input(payload)
                .run()
                .succeeded();
    }

    @ParameterizedTest
    @EnumSource
    void areNoOnesEntriesNorServedNorTrustedNorChanged(Victim victim) throws Exception {
        String ring = shareWithEntries(victim);
        String web = plant("web", "theirs", ring);
        String root = plant("root", certificate("theirs"), ring);
        String theirs = plant("ahead", server(TestKeys.fresh("EC/secp256r1")), ring);
        String before = attacker("keyctl", "pipe", theirs);
        List<String> lines = report(
                "load",
                "@u/" + shop,
                "look",
                "get",
                "web",
                "get",
                "root",
                "get",
                "ahead",
                "set",
                "web",
                "set",
                "root",
                "delete",
                "web",
                "delete",
                "root",
                "get",
                "web",
                "look");

        assertEquals(own("[mine, server] 2"), lines.subList(1, 6));
        for (String alias : List.of("web", "root", "ahead")) {
            assertLine("get " + alias + ": no entry, key none, certificate none", lines);
        }
        for (String key : List.of(web, root)) {
            String refusal =
                    "links key " + key + " of the same name already, which belongs to user " + users.attackersNumber();
            assertRefused("set " + (key.equals(web) ? "web" : "root"), refusal, lines);
        }
        assertEquals(own("[mine, server] 2"), lines.subList(lines.size() - 5, lines.size()));
        assertEquals("theirs", attacker("keyctl", "pipe", web));
        assertEquals(before, attacker("keyctl", "pipe", theirs));
        assertTrue(attacker("keyctl", "rlist", ring).contains(root), "is linked still");
    }

    /** What costs an entry of the victim's own nothing either: a dead key, one that hides all, and malformed ones. */
    @ParameterizedTest
    @EnumSource
    void costNothingHoweverBadTheyAre(Victim victim) throws Exception {
        String ring = shareWithEntries(victim);
        attacker("keyctl", "setperm", plant("hidden", "x", ring), "0");
        // Its owner cannot be told, so that a search finds it (docs/CONFIGURATION.md); no listing does.
        attacker("keyctl", "setperm", plant("no view", certificate("theirs"), ring), "0x3e3e3e3e");
        attacker("keyctl", "setperm", plant("no search", "x", ring), "0x37373737");
        attacker("keyctl", "revoke", plant("revoked", "x", ring));
        attacker("keyctl", "revoke", plant("mine below", "x", ring));
        plant("malformed", "\u0030\u007f", ring);
        plant("long", "x".repeat(8_000), ring);
        plant("\u001b[2J%user:web", "x", ring);
        String hidden = attacker("keyctl", "newring", "hidden", ring);
        attacker("keyctl", "setperm", hidden, "0x01010101");
        attacker("keyctl", "newring", "%keyring:deep", ring);
        String gone = attacker("keyctl", "newring", "gone", ring);
        attacker("keyctl", "revoke", gone);
        List<String> lines = report(
                "load", "@u/" + shop, "look", "get", "hidden", "set", "new", "get", "new", "delete", "new", "look");

        assertEquals(own("[mine, server] 2"), lines.subList(1, 6));
        assertLine("get new: an entry, key own, certificate none", lines);
        assertEquals(own("[mine, server] 2"), lines.subList(lines.size() - 5, lines.size()));
    }

    @ParameterizedTest
    @EnumSource
    void belowOrAheadOfTheKeyringAreNeitherReadNorInTheWay(Victim victim) throws Exception {
        String ring = shareWithEntries(victim);
        String below = attacker("keyctl", "newring", "below", ring);
        String deep = plant("deep-" + shop, "theirs", below);
        String ahead = plant("ahead-" + shop, "theirs", "@s");
        List<String> lines = report(
                "load",
                "@u/" + shop,
                "get",
                "deep-" + shop,
                "set",
                "deep-" + shop,
                "get",
                "deep-" + shop,
                "delete",
                "deep-" + shop,
                "load",
                "none",
                "get",
                "ahead-" + shop,
                "set",
                "ahead-" + shop,
                "get",
                "ahead-" + shop,
                "delete",
                "ahead-" + shop,
                "get",
                "ahead-" + shop);

        for (String alias : List.of("deep-" + shop, "ahead-" + shop)) {
            assertLine("get " + alias + ": no entry, key none, certificate none", lines);
            assertLine("set " + alias + ": done", lines);
            assertLine("get " + alias + ": an entry, key own, certificate none", lines);
            assertLine("delete " + alias + ": done", lines);
        }
        assertEquals("theirs", attacker("keyctl", "pipe", deep));
        assertEquals("theirs", attacker("keyctl", "pipe", ahead));
    }

    /**
     * A change reaches the keyring that the keystore names, though the attacker linked another's key or keyring there.
     */
    @ParameterizedTest
    @EnumSource
    void theVictimsOwnKeysThatAreLinkedThereKeepTheirOtherLinks(Victim victim) throws Exception {
        String ring = shareWithEntries(victim);
        String other = users.as(victim, "keyctl", "newring", "other-" + shop, "@u");
        padd(victim, "token", "of the other application", other);
        padd(victim, "below", "of the other application", other);
        String token = users.as(victim, "keyctl", "search", other, "user", "token");
        attacker("keyctl", "link", token, ring);
        attacker("keyctl", "link", other, ring);
        List<String> lines = report("load", "@u/" + shop, "delete", "below", "set", "below", "delete", "server");

        assertRefused("delete below", "(" + other + "), and changes go to keyring @u/" + shop, lines);
        assertLine("set below: done", lines);
        String below = users.as(victim, "keyctl", "search", other, "user", "below");
        assertEquals("of the other application", users.as(victim, "keyctl", "pipe", below));
        assertLine("delete server: done", lines);
        assertTrue(users.as(victim, "keyctl", "rlist", other).contains(token), "is linked there still");
    }

    /** What a user who is accepted has written is an entry, but its notes prove nothing, and its budget is the same. */
    @ParameterizedTest
    @EnumSource
    void ofAnAcceptedUserAreEntriesWhoseNotesAreNotBelieved(Victim victim) throws Exception {
        String ring = shareWithEntries(victim);
        Map<BadEntry, String> planted = new EnumMap<>(BadEntry.class);
        for (BadEntry bad : List.of(
                BadEntry.FORGED_SERIAL_AND_EXPIRY,
                BadEntry.FORGED_TYPE_AND_PERMISSIONS,
                BadEntry.NOTE_OF_A_HELD_KEY_THAT_IS_NOT_THERE,
                BadEntry.ATTRIBUTE_THAT_TAKES_TOO_LONG)) {
            String text = Base64.getEncoder().encodeToString(bad.payload());
            String command = "base64 -d | keyctl padd user " + bad.name().toLowerCase(Locale.ROOT) + " " + ring;
            planted.put(bad, users.attacker(text, "sh", "-c", command));
        }
        List<String> lines = users.report(
                victim,
                List.of("-Dlinuxkeyring.owners=" + users.attackersNumber()),
                "load",
                "@u/" + shop,
                "look",
                "attributes",
                "forged_serial_and_expiry",
                "attributes",
                "forged_type_and_permissions",
                "attributes",
                "attribute_that_takes_too_long",
                "delete",
                "note_of_a_held_key_that_is_not_there",
                "set",
                "new",
                "look");

        for (BadEntry forged : List.of(BadEntry.FORGED_SERIAL_AND_EXPIRY, BadEntry.FORGED_TYPE_AND_PERMISSIONS)) {
            assertLine(
                    "attributes " + forged.name().toLowerCase(Locale.ROOT) + ": SERIAL=" + planted.get(forged)
                            + " TYPE=user UID=" + users.attackersNumber() + " EXPIRY=null",
                    lines);
        }
        assertRefused("attributes attribute_that_takes_too_long: ", "at most", lines);
        assertLine("set new: done", lines);
        assertLine("delete note_of_a_held_key_that_is_not_there: done", lines);
        assertTrue(
                lines.stream()
                                .filter(line -> line.matches("LINUXKEYRING trusts: .*CN=mine.*"))
                                .count()
                        == 2,
                lines::toString);
    }

    /** request_key(2) with callout info finds another user's key as well, and would link it. */
    @ParameterizedTest
    @EnumSource
    void areNotTakenForWhatAHelperProgramMade(Victim victim) throws Exception {
        String ring = shareWithEntries(victim);
        String planted = plant("asked-" + shop, "theirs", "@s");
        List<String> lines = users.report(
                victim,
                List.of("-Dlinuxkeyring.callout=no helper makes this"),
                "load",
                "@u/" + shop,
                "get",
                "asked-" + shop);

        assertTrue(lines.get(1).startsWith("get asked-" + shop + ": "), lines::toString);
        assertTrue(!lines.get(1).contains("theirs"), lines::toString);
        assertTrue(!attacker("keyctl", "rlist", ring).contains(planted), "is not linked");
    }
}
