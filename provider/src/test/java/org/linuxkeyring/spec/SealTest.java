package org.linuxkeyring.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealTest {
    @ParameterizedTest
    @CsvSource({
        "trusted, TRUSTED, 0x81000001",
        "trusted:0x81ABcdef, TRUSTED, 0x81ABcdef",
        "encrypted:trusted:kmk, ENCRYPTED, trusted:kmk",
        "encrypted:user:a/b:c, ENCRYPTED, user:a/b:c",
        "key:logon:linuxkeyring:kek, KEY, linuxkeyring:kek",
        "key:logon:a:b c, KEY, a:b c"
    })
    void aTextIsReadAndWrittenAgain(String text, Seal.Source source, String name) {
        Seal seal = Seal.of(text);
        assertEquals(source, seal.source());
        assertEquals(name, seal.name());
        assertEquals(text, seal.toString());
        assertEquals(Seal.of(text), seal);
        assertEquals(Seal.of(text).hashCode(), seal.hashCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Trusted",
                "trusted:",
                "trusted:0x80000001",
                "trusted:81000001",
                "encrypted",
                "encrypted:kmk",
                "encrypted:logon:a:b",
                "encrypted:trusted:",
                "encrypted:trusted:a b",
                "key:user:kek",
                "key:logon:kek",
                "key:logon::kek",
                "key:logon:a:",
                "key:logon:a:b\nc"
            })
    void aTextThatNamesNoKeyIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Seal.of(text));
    }

    @Test
    void theRefusalTellsWhatIsAllowed() {
        String message = assertThrows(IllegalArgumentException.class, () -> Setting.SEAL.parse("key:user:kek"))
                .getMessage();
        assertTrue(
                message.startsWith("Setting seal=key:user:kek is not allowed; allowed is: trusted,")
                        && message.endsWith("a key of type user is none, since who finds it can read it"),
                message);
    }
}
