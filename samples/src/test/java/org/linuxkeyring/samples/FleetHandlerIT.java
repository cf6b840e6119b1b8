package org.linuxkeyring.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the handler {@code fleet} asks of the fleet's program, and makes of its answer. */
class FleetHandlerIT extends HandlersHome {
    @ParameterizedTest
    @CsvSource({"3600, 90, 90", "60, 90, 60", "0, 90, 90"})
    void whatIsPublishedLivesNoLongerThanItsLease(int lifetime, int left, int lives) throws Exception {
        configure("lifetime=" + lifetime);
        answerOfTheFleet("echo 'Lifetime: " + left + "'\necho '-----BEGIN PRIVATE KEY-----'\necho published\n"
                + "echo '-----END PRIVATE KEY-----'");
        run("fleet", "7", 1000, "shop:web");
        assertEquals(List.of("timeout 7 " + lives, "pinstantiate 7 0"), lines("answers"));
        assertTrue(lines("payloads").contains("published"));
        assertFalse(lines("payloads").contains("Lifetime: " + left));
        assertEquals(List.of("fleet: 'shop:web' for user 1000: made"), lines("log"));
    }

    @Test
    void whatIsPublishedIsAskedForByTheUserWhoAsks() throws Exception {
        answerOfTheFleet("exit 3");
        run("fleet", "7", 1000, "shop:web");
        run("fleet", "8", 0, "shop:web");
        assertEquals(List.of("fetch shop/web --user web", "fetch shop/web"), lines("fetched"));
        assertEquals(List.of("negate 7 10 0", "negate 8 10 0"), lines("answers"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 1", "echo '-----BEGIN PRIVATE KEY-----'", "echo 'Lifetime: soon'"})
    void aFleetThatGivesNoWholeAnswerMakesNothing(String answer) throws Exception {
        answerOfTheFleet(answer);
        run("fleet", "7", 1000, "shop:web");
        assertEquals(List.of("reject 7 5 rejected 0"), lines("answers"));
    }

    private void answerOfTheFleet(String script) throws IOException {
        Files.writeString(home.resolve("fleet.answer"), script + "\n");
    }
}
