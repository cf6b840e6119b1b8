package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.keyring.Description;
import org.linuxkeyring.keyring.KeyType;

class AliasesTest {
    private final Aliases aliases = new Aliases(KeyType.USER, "");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server",
                "tls:server",
                "a b",
                "Ärger",
                "日本",
                "😀",
                "C:\\users\\x",
                "100%",
                "%",
                "%x",
                ".hidden",
                "a;b",
                "\\u00e4"
            })
    void anOrdinaryAliasIsTheDescriptionAsItIs(String alias) {
        KeyName name = aliases.name(alias);
        assertEquals(KeyType.USER, name.type());
        assertArrayEquals(
                alias.getBytes(StandardCharsets.UTF_8), name.description().bytes());
        assertEquals(Optional.of(alias), aliases.alias(name));
    }

    static Stream<String> strangeAliases() {
        return Stream.of(
                "",
                "\0",
                "a\0b",
                "\ud800",
                "\udc00",
                "x\udfff",
                "\udc80",
                "\udcff\udcfe",
                "\udcc3\udca9",
                "\\u",
                "\\u0000",
                "\\u005c",
                "\\u005cu0000",
                "\\ud800\ud800",
                "\\\\u0000",
                "\udcc3\\u0000\udca9");
    }

    @ParameterizedTest
    @MethodSource("strangeAliases")
    void aStringThatNoDescriptionCanHoldIsEscapedAndReadBack(String alias) {
        KeyName name = aliases.name(alias);
        assertTrue(name.description().isLegal(), () -> "illegal description " + name.description());
        assertEquals(Optional.of(alias), aliases.alias(name));
    }

    @Test
    void everyStringHasADescriptionOfItsOwn() {
        Random random = new Random(20261122);
        char[] alphabet = {
            'a', '\\', 'u', '0', '5', 'c', 'd', '8', '%', ':', '\0', '\ud83d', '\ude00', '\udc80', '\udcc3', '\udca9',
            'é', ';'
        };
        Map<Description, String> seen = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            StringBuilder alias = new StringBuilder();
            for (int length = random.nextInt(9); length > 0; length--) {
                alias.append(alphabet[random.nextInt(alphabet.length)]);
            }
            String text = alias.toString();
            KeyName name = aliases.name(text);
            if (name.type().equals(KeyType.USER) && !text.startsWith("%user:")) {
                assertTrue(name.description().isLegal());
                assertEquals(Optional.of(text), aliases.alias(name));
                String other = seen.put(name.description(), text);
                assertTrue(other == null || other.equals(text), () -> other + " and " + text + " share a description");
            }
        }
    }

    @Test
    void everyListedForeignDescriptionIsFoundByItsAlias() {
        Random random = new Random(7);
        byte[] alphabet = {
            'a',
            '\\',
            'u',
            '0',
            '5',
            'c',
            (byte) 0xc3,
            (byte) 0xa9,
            (byte) 0xff,
            (byte) 0xed,
            (byte) 0xa0,
            (byte) 0x80,
            '%'
        };
        int listed = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] description = new byte[1 + random.nextInt(8)];
            for (int j = 0; j < description.length; j++) {
                description[j] = alphabet[random.nextInt(alphabet.length)];
            }
            KeyName name = new KeyName(KeyType.USER, Description.of(description));
            Optional<String> alias = aliases.alias(name);
            if (alias.isPresent()) {
                listed++;
                assertEquals(name, aliases.name(alias.get()));
            }
        }
        assertTrue(listed > 99_000, "too few foreign descriptions have an alias: " + listed);
    }

    @ParameterizedTest
    @CsvSource({
        "%asymmetric:web, asymmetric, web",
        "%logon:app:token, logon, app:token",
        "%big_key:roots, big_key, roots"
    })
    void aTypedAliasNamesAKeyOfThatType(String alias, String type, String description) {
        KeyName name = aliases.name(alias);
        assertEquals(new KeyName(KeyType.of(type), Description.of(description)), name);
        assertEquals(Optional.of(alias), aliases.alias(name));
    }

    @Test
    void anAliasTypedAsThePlainTypeIsListedPlain() {
        assertEquals(Optional.of("x"), aliases.alias(aliases.name("%user:x")));
    }

    @Test
    void aDescriptionThatLooksTypedIsListedWithItsOwnType() {
        KeyName name = new KeyName(KeyType.USER, Description.of("%logon:x"));
        assertEquals(Optional.of("%user:%logon:x"), aliases.alias(name));
    }

    @Test
    void thePlainTypeIsTheConfiguredOne() {
        Aliases bigKeys = new Aliases(KeyType.BIG_KEY, "");
        assertEquals(new KeyName(KeyType.BIG_KEY, Description.of("roots")), bigKeys.name("roots"));
        assertEquals(Optional.of("%user:roots"), bigKeys.alias(new KeyName(KeyType.USER, Description.of("roots"))));
    }

    @Test
    void thePrefixStandsInTheDescriptionAndNotInTheAlias() {
        Aliases shop = new Aliases(KeyType.USER, "shop:");
        assertEquals(Description.of("shop:web"), shop.name("web").description());
        assertEquals(Optional.of("web"), shop.alias(shop.name("web")));
        assertEquals(Optional.of(""), shop.alias(shop.name("")));
        assertEquals(new KeyName(KeyType.of("logon"), Description.of("shop:x")), shop.name("%logon:x"));
        assertEquals(Optional.empty(), shop.alias(aliases.name("other:web")));
    }
}
