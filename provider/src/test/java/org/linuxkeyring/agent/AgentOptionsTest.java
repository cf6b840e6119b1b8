package org.linuxkeyring.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands after the jar's name in {@code -javaagent}. */
class AgentOptionsTest {
    @Test
    void noOptionsAreNone() {
        AgentOptions options = AgentOptions.parse("");
        assertFalse(options.rotates());
        assertFalse(options.readsFiles());
        assertEquals(Map.of(), options.settings());
    }

    @Test
    void wordsAndSettingsMayComeInAnyOrder() {
        AgentOptions options = AgentOptions.parse("keyring=@u/shop,files,rotate,timeout=PT8H");
        assertTrue(options.rotates());
        assertTrue(options.readsFiles());
        assertEquals(Map.of("keyring", "@u/shop", "timeout", "PT8H"), options.settings());
    }

    @Test
    void aCommaWrittenTwiceIsOneOfTheValue() {
        AgentOptions options = AgentOptions.parse("callout.aliases=web,,mail,callout=a,,,,b,,,rotate");
        assertTrue(options.rotates());
        assertEquals(Map.of("callout.aliases", "web,mail", "callout", "a,,b,"), options.settings());
    }

    @Test
    void aValueMayBeEmptyAndHoldAnEqualsSign() {
        assertEquals(
                Map.of("owners", "", "prefix", "a=b"),
                AgentOptions.parse("owners=,prefix=a=b").settings());
    }

    /** A system property counts before the agent's setting. */
    @Test
    void settingsAreCheckedTogetherWithThoseOfTheJvm() {
        System.setProperty("linuxkeyring.callout", "shop");
        System.setProperty("linuxkeyring.timeout", "soon");
        try {
            assertThrows(IllegalArgumentException.class, () -> AgentOptions.parse("timeout=PT8H"));
            System.clearProperty("linuxkeyring.timeout");
            assertEquals(
                    Map.of("callout.aliases", "web"),
                    AgentOptions.parse("callout.aliases=web").settings());
        } finally {
            System.clearProperty("linuxkeyring.callout");
            System.clearProperty("linuxkeyring.timeout");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rotat | Unknown option 'rotat'",
                "Rotate | Unknown option 'Rotate'",
                "rotate, | An option is empty",
                ",rotate | An option is empty",
                "keyrin=@u | Unknown setting 'keyrin'; there are: keyring, ",
                "=@u | Unknown setting ''",
                "timeout=soon | Setting timeout=soon is not allowed; allowed is: whole seconds",
                "keyring=@u/a,keyring=@u/b | Setting keyring is given twice",
                "callout=x,callout.aliases=web,mail | Unknown option 'mail'",
                "rotate,callout.aliases=web | Setting callout.aliases has no meaning without callout"
            })
    void whatIsNotUnderstoodIsRefusedWithTheForm(String text, String why) {
        String message = assertThrows(IllegalArgumentException.class, () -> AgentOptions.parse(text))
                .getMessage();
        assertTrue(message.startsWith(why), message);
        assertTrue(message.contains("Write -javaagent:linuxkeyring-all.jar[=OPTION"), message);
        assertTrue(message.endsWith("a comma in a value is written twice"), message);
    }
}
