package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;

class AliasesTest {
    private final Aliases aliases = new Aliases(List.of(KeyType.USER), "");
    private final Aliases ofTwoTypes = new Aliases(List.of(KeyType.USER, KeyType.BIG_KEY), "");

    private static KeyName name(Aliases aliases, String alias) {
        List<KeyName> names = aliases.names(alias);
        assertEquals(1, names.size());
        return names.get(0);
    }

    /** Of the only key there is. */
    private static Optional<String> alias(Aliases aliases, KeyName name) {
        return aliases.alias(name, name::equals);
    }

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
        KeyName name = name(aliases, alias);
        assertEquals(KeyType.USER, name.type());
        assertArrayEquals(
                alias.getBytes(StandardCharsets.UTF_8), name.description().bytes());
        assertEquals(Optional.of(alias), alias(aliases, name));
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
        KeyName name = name(aliases, alias);
        assertTrue(name.description().isLegal(), () -> "illegal description " + name.description());
        assertEquals(Optional.of(alias), alias(aliases, name));
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
            KeyName name = name(aliases, text);
            if (name.type().equals(KeyType.USER) && !text.startsWith("%user:")) {
                assertTrue(name.description().isLegal());
                assertEquals(Optional.of(text), alias(aliases, name));
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
            Optional<String> alias = alias(aliases, name);
            if (alias.isPresent()) {
                listed++;
                assertEquals(name, name(aliases, alias.get()));
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
        KeyName name = name(aliases, alias);
        assertEquals(new KeyName(KeyType.of(type), Description.of(description)), name);
        assertEquals(Optional.of(alias), alias(aliases, name));
    }

    @Test
    void anAliasTypedAsThePlainTypeIsListedPlain() {
        assertEquals(Optional.of("x"), alias(aliases, name(aliases, "%user:x")));
    }

    @Test
    void aDescriptionThatLooksTypedIsListedWithItsOwnType() {
        KeyName name = new KeyName(KeyType.USER, Description.of("%logon:x"));
        assertEquals(Optional.of("%user:%logon:x"), alias(aliases, name));
    }

    @Test
    void thePlainTypeIsTheConfiguredOne() {
        Aliases bigKeys = new Aliases(List.of(KeyType.BIG_KEY), "");
        assertEquals(new KeyName(KeyType.BIG_KEY, Description.of("roots")), name(bigKeys, "roots"));
        assertEquals(Optional.of("%user:roots"), alias(bigKeys, new KeyName(KeyType.USER, Description.of("roots"))));
    }

    @Test
    void thePrefixStandsInTheDescriptionAndNotInTheAlias() {
        Aliases shop = new Aliases(List.of(KeyType.USER), "shop:");
        assertEquals(Description.of("shop:web"), name(shop, "web").description());
        assertEquals(Optional.of("web"), alias(shop, name(shop, "web")));
        assertEquals(Optional.of(""), alias(shop, name(shop, "")));
        assertEquals(new KeyName(KeyType.of("logon"), Description.of("shop:x")), name(shop, "%logon:x"));
        assertEquals(Optional.empty(), alias(shop, name(aliases, "other:web")));
    }

    @Test
    void aPlainAliasMayNameAKeyOfEitherType() {
        Description description = Description.of("roots");
        KeyName user = new KeyName(KeyType.USER, description);
        KeyName big = new KeyName(KeyType.BIG_KEY, description);

        assertEquals(List.of(user, big), ofTwoTypes.names("roots"));
        assertEquals(List.of(user), ofTwoTypes.names("%user:roots"));
        assertEquals(List.of(big), ofTwoTypes.names("%big_key:roots"));
        assertEquals(Optional.of("roots"), alias(ofTwoTypes, user));
        assertEquals(Optional.of("roots"), alias(ofTwoTypes, big));
    }

    @Test
    void ofTwoKeysWithOneDescriptionTheOtherIsListedWithItsType() {
        Description description = Description.of("roots");
        Set<KeyName> both = Set.of(new KeyName(KeyType.USER, description), new KeyName(KeyType.BIG_KEY, description));

        assertEquals(Optional.of("roots"), ofTwoTypes.alias(new KeyName(KeyType.USER, description), both::contains));
        assertEquals(
                Optional.of("%big_key:roots"),
                ofTwoTypes.alias(new KeyName(KeyType.BIG_KEY, description), both::contains));
    }
}
