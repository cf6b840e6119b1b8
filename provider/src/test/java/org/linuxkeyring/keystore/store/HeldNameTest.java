package org.linuxkeyring.keystore.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

/** The names of keys that are held for entries: no two entries have one in common. */
class HeldNameTest {
    private static final List<KeyType> HELD = List.of(KeyType.ASYMMETRIC, KeyType.LOGON);

    private static KeyName user(String description) {
        return new KeyName(KeyType.USER, Description.of(description.getBytes(ISO_8859_1)));
    }

    private static KeyName bigKey(String description) {
        return new KeyName(KeyType.BIG_KEY, Description.of(description.getBytes(ISO_8859_1)));
    }

    /**
     * Returns descriptions that resemble parts of each other's names, of every length that changes the form of the
     * name.
     */
    static List<KeyName> entries() {
        List<KeyName> entries = new ArrayList<>();
        List<String> texts = new ArrayList<>(List.of(
                "a",
                "a#b",
                "a#",
                "#",
                "a#0123456789abcdef",
                "a#0123456789abcdef#0123456789abcdef",
                "foo",
                "linuxkeyring:foo",
                "linuxkeyring:user:foo",
                "linuxkeyring:user:foo#0123456789abcdef",
                "user:foo",
                "user/sha256:foo",
                "app:token",
                ":",
                "a:",
                "\\u0000",
                "new\nline",
                "\u00ff\u0080"));
        for (int length = 4040; length <= Description.MAX_BYTES; length++) {
            texts.add("x".repeat(length));
        }
        texts.add("x".repeat(Description.MAX_BYTES - 1) + "y");
        for (String text : texts) {
            entries.add(user(text));
            entries.add(bigKey(text));
        }
        return entries;
    }

    @Test
    void noTwoEntriesHaveANameInCommon() {
        List<KeyName> entries = entries();

        for (KeyName entry : entries) {
            for (KeyType type : HELD) {
                KeyName held = HeldName.next(entry, type);
                List<KeyName> owners = entries.stream()
                        .filter(each -> HeldName.isOf(each, held))
                        .toList();
                assertEquals(List.of(entry), owners);
            }
        }
    }

    @Test
    void noTwoRandomEntriesHaveANameInCommon() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String letters = "a#:/0f\\";
        List<KeyName> entries = Stream.generate(() -> random.ints(1 + random.nextInt(24), 0, letters.length())
                        .mapToObj(i -> letters.substring(i, i + 1))
                        .reduce("", String::concat))
                .limit(400)
                .distinct()
                .map(HeldNameTest::user)
                .toList();

        for (KeyName entry : entries) {
            KeyName held = HeldName.next(entry, KeyType.LOGON);
            assertEquals(
                    List.of(entry),
                    entries.stream().filter(each -> HeldName.isOf(each, held)).toList(),
                    "seed " + seed);
        }
    }

    @ParameterizedTest
    @MethodSource("entries")
    void everyEntryGetsNamesThatTheKernelTakes(KeyName entry) {
        for (KeyType type : HELD) {
            KeyName held = HeldName.next(entry, type);
            String text = new String(held.description().bytes(), ISO_8859_1);
            assertTrue(held.description().isLegal(), text);
            assertTrue(text.indexOf(':') > 0, text);
            assertNotEquals(held, HeldName.next(entry, type));
        }
    }

    @Test
    void theNameTellsWhatItIsFor() {
        assertTrue(HeldName.next(user("web"), KeyType.ASYMMETRIC)
                .toString()
                .matches("%asymmetric:linuxkeyring:user:web#[0-9a-f]{16}"));
        assertTrue(HeldName.next(bigKey("web"), KeyType.LOGON)
                .toString()
                .matches("%logon:linuxkeyring:big_key:web#[0-9a-f]{16}"));
        assertTrue(HeldName.next(user("x".repeat(Description.MAX_BYTES)), KeyType.LOGON)
                .description()
                .toString()
                .matches("linuxkeyring:user/sha256:[0-9a-f]{64}#[0-9a-f]{16}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fscrypt:0123456789abcdef",
                "web",
                "web#0123456789abcdef",
                "linuxkeyring:web#0123456789abcdef",
                "linuxkeyring:user:web",
                "linuxkeyring:user:web#0123456789ABCDEF",
                "linuxkeyring:user:web#0123456789abcdef0",
                "linuxkeyring:user:web#0123456789abcdef ",
                "linuxkeyring:user:web2#0123456789abcdef",
                "linuxkeyring:big_key:web#0123456789abcdef",
                " linuxkeyring:user:web#0123456789abcdef"
            })
    void noOtherNameIsAnEntrysOwn(String description) {
        for (KeyType type : HELD) {
            assertFalse(HeldName.isOf(user("web"), new KeyName(type, Description.of(description))));
        }
        assertFalse(HeldName.isOf(user("web"), user("linuxkeyring:user:web#0123456789abcdef")));
    }

    @Test
    void thePrivateKeyOfAnotherToolMayBeTheEntrysAndIsNotItsOwn() {
        KeyName beside = new KeyName(KeyType.ASYMMETRIC, Description.of("web"));

        assertTrue(HeldName.mayBeOf(user("web"), beside));
        assertFalse(HeldName.isOf(user("web"), beside));
        assertFalse(HeldName.mayBeOf(user("web2"), beside));
        assertFalse(HeldName.mayBeOf(user("web"), new KeyName(KeyType.LOGON, Description.of("web"))));
    }

    /** The kernel looks for a part of a key's identifier in this case (asymmetric_key_match_preparse). */
    @ParameterizedTest
    @ValueSource(strings = {"id:0123abcd", "ex:0123abcd", "dn:0123abcd", "linuxkeyring:user:web#0123456789abcdef"})
    void noPrivateKeyOfAnotherToolIsLookedForByANameThatMeansAnotherKey(String description) {
        KeyName same = new KeyName(KeyType.ASYMMETRIC, Description.of(description));

        assertFalse(HeldName.mayBeOf(user(description), same));
    }
}
