package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** The keyring below which an entry is listed, and the description of keyrings. */
class ListTest {
    private static final String MASK = "alswrv-----v------------";
    private static final int NEITHER_READ_NOR_SEARCH = 0x35350000;

    private ScratchKeyring scratch;
    private int shop;
    private CommandRun command;

    @BeforeEach
    void makeKeyrings() {
        scratch = ScratchKeyring.of(Backend.MEMORY);
        shop = keyring("shop", scratch.serial());
        command = new CommandRun(scratch::keyctl, Backend.MEMORY);
    }

    @AfterEach
    void removeKeyrings() {
        scratch.close();
    }

    private int keyring(String name, int above) {
        return scratch.keyctl().addKey(bytes("keyring"), bytes(name), ByteBuffer.allocate(0), above);
    }

    private int secret(String name, int keyring) {
        return scratch.keyctl().addKey(bytes("user"), bytes(name), ByteBuffer.wrap(bytes("secret")), keyring);
    }

    /** Returns the list without column headings, and with single spaces between columns. */
    private List<String> list(int keyring) {
        assertEquals(0, command.run("list", Integer.toString(keyring)), command.err());
        return command.out()
                .lines()
                .skip(1)
                .map(line -> line.stripTrailing().replaceAll("(?<=\\S) +", " "))
                .toList();
    }

    private String row(String name, int keyring, String remark) {
        return name + " keyring " + MASK + " serial " + keyring + remark;
    }

    private static String secretRow(String name) {
        return name + " secret RAW - never " + MASK;
    }

    @Test
    void anEntryStandsBelowItsKeyringAndAKeyringBelowThatAbove() {
        int tls = keyring("tls", shop);
        secret("web", tls);
        secret("token", shop);
        secret("api", shop);

        assertEquals(
                List.of(
                        row("shop", shop, ""),
                        secretRow(" \\_ api"),
                        secretRow(" \\_ token"),
                        row(" \\_ tls", tls, ""),
                        secretRow("     \\_ web")),
                list(shop));
    }

    @Test
    void columnsAreAligned() {
        int tls = keyring("tls", shop);
        secret("a much longer alias", tls);
        secret("web", shop);

        list(shop);

        int column = command.out().lines().findFirst().orElseThrow().indexOf("permissions");
        assertTrue(command.out().lines().skip(1).allMatch(line -> line.startsWith(MASK, column)), command.out());
    }

    @Test
    void anEntryThatANearerKeyringHidesIsMarked() {
        int tls = keyring("tls", shop);
        secret("web", tls);
        secret("web", shop);

        assertEquals(
                List.of(
                        row("shop", shop, ""),
                        secretRow(" \\_ web"),
                        row(" \\_ tls", tls, ""),
                        "     \\_ web hidden ? - ? " + MASK + " the keystore finds the one in keyring " + shop),
                list(shop));
    }

    @Test
    void aKeyThatTwoKeyringsLinkIsOneEntry() {
        int tls = keyring("tls", shop);
        scratch.keyctl().link(secret("web", shop), tls);

        assertTrue(
                list(shop).contains("     \\_ web hidden ? - ? " + MASK + " the same key as in keyring " + shop),
                command.out());
    }

    @Test
    void aKeyringThatMayNotBeReadEndsNoListing() {
        int closed = keyring("closed", shop);
        secret("unseen", closed);
        int last = keyring("last", shop);
        secret("web", last);
        scratch.keyctl().setPermissions(closed, NEITHER_READ_NOR_SEARCH);

        assertEquals(
                List.of(
                        row("shop", shop, ""),
                        " \\_ closed keyring al-w-val-w-v------------ serial " + closed
                                + ", no permission to read what it links",
                        row(" \\_ last", last, ""),
                        secretRow("     \\_ web")),
                list(shop));
    }

    @Test
    void whatMayNotBeViewedIsListedWithItsSerialAlone() {
        int unseen = keyring("unseen", shop);
        scratch.keyctl().setPermissions(unseen, 0x3e3e0000);

        assertEquals(
                " \\_ ? ? ? serial " + unseen + ", no permission to view it",
                list(shop).get(1));
    }

    @Test
    void aKeyringThatLinksItselfIsEnteredOnce() {
        int tls = keyring("tls", shop);
        scratch.keyctl().link(tls, scratch.serial());

        assertEquals(
                row(" \\_ tls", tls, ", its links are shown above"),
                list(scratch.serial()).get(3));
    }

    @Test
    void anEmptyKeyringSaysSo() {
        assertEquals(List.of(row("shop", shop, ", no entries")), list(shop));
    }

    @Test
    void whatAnotherPrefixHasIsNotListed() {
        secret("shop:web", shop);
        secret("other:web", shop);
        KeyringLoadStoreParameter.Builder settings =
                KeyringLoadStoreParameter.builder().backend(Backend.MEMORY).prefix("shop:");

        command.run(() -> settings, "list", Integer.toString(shop));

        assertEquals(3, command.out().lines().count(), command.out());
        command.assertSays(" \\_ web ");
    }

    @Test
    void jsonNamesTheKeyringOfEachEntryThatTheKeystoreFinds() {
        int tls = keyring("tls", shop);
        secret("web", tls);
        int web = secret("web", shop);
        int api = secret("api", tls);

        assertEquals(0, command.run("list", Integer.toString(shop), "--json"));

        assertEquals(
                "[\n  " + json("api", api, "tls", tls) + ",\n  " + json("web", web, "shop", shop) + "\n]\n",
                command.out());
    }

    private static String json(String alias, int serial, String keyring, int keyringSerial) {
        return "{\"alias\": \"" + alias + "\", \"kind\": \"secret\", \"algorithm\": \"RAW\","
                + " \"permissions\": \"0x3f010000\", \"serial\": " + serial + ", \"keyring\": \"" + keyring
                + "\", \"keyringSerial\": " + keyringSerial + "}";
    }
}
