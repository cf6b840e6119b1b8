package org.linuxkeyring.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the handlers answer the kernel, for whom and how often. */
class HandlersIT extends HandlersHome {
    @Test
    void whatIsKeptForTheUserIsMade() throws Exception {
        pem("web", "shop:web");
        run("files", "7", 1000, "shop:web");
        assertEquals(List.of("timeout 7 3600", "pinstantiate 7 0"), lines("answers"));
        assertTrue(lines("payloads").contains("web"));
        assertEquals(List.of("files: 'shop:web' for user 1000: made"), lines("log"));
    }

    @Test
    void aNameOfDigitsIsNotTheNumberOfAnother() throws Exception {
        passwd("1000:x:5000:5000::/:/bin/sh", "5000:x:1000:1000::/:/bin/sh", "7000:x:7000:7000::/:/bin/sh");
        for (int user : new int[] {1000, 5000, 7000}) {
            pem(Integer.toString(user), "shop:web");
            run("files", Integer.toString(user), user, "shop:web");
        }
        assertEquals(List.of("negate 1000 10 0", "negate 5000 10 0", "negate 7000 10 0"), lines("answers"));
    }

    @Test
    void aNameThatLeadsToAnotherNumberIsNoOnes() throws Exception {
        passwd("web:x:1000:1000::/:/bin/sh", "web:x:1001:1001::/:/bin/sh");
        pem("web", "shop:web");
        run("files", "7", 1001, "shop:web");
        assertEquals(List.of("negate 7 10 0"), lines("answers"));
        assertEquals(List.of("files: 'shop:web' for user 1001: the name web is another user's too"), lines("log"));

        run("files", "8", 1000, "shop:web");
        assertTrue(lines("answers").contains("pinstantiate 8 0"));
    }

    @Test
    void ofTwoNamesOfANumberTheFirstCounts() throws Exception {
        passwd("root:x:0:0::/root:/bin/sh", "toor:x:0:0::/root:/bin/sh");
        pem("root", "shop:web");
        run("files", "7", 0, "shop:web");
        assertTrue(lines("payloads").contains("root"));
    }

    @ParameterizedTest
    @CsvSource({"''", ".", "..", "-web", "../web", "web/../root", "a b", "'web\ttab'", "*"})
    void anUnusualNameIsNoOnes(String name) throws Exception {
        passwd(name + ":x:1000:1000::/:/bin/sh");
        pem("web", "shop:web");
        run("files", "7", 1000, "shop:web");
        assertEquals(List.of("negate 7 10 0"), lines("answers"));
    }

    @Test
    void aNumberWithoutANameIsNoOnes() throws Exception {
        run("files", "7", 4321, "shop:web");
        assertEquals(List.of("negate 7 10 0"), lines("answers"));
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 4095})
    void aLongDescriptionIsNotTakenAndNotWholeInTheLog(int length) throws Exception {
        run("files", "7", 1000, "a".repeat(length));
        assertEquals(List.of("negate 7 10 0"), lines("answers"));
        assertEquals(
                List.of("files: '" + "a".repeat(100)
                        + "...' for user 1000: a description of over 200 bytes, which this handler does not take"),
                lines("log"));
    }

    @Test
    void theLongestThatIsTakenIsMade() throws Exception {
        pem("web", "a".repeat(200));
        run("files", "7", 1000, "a".repeat(200));
        assertTrue(lines("answers").contains("pinstantiate 7 0"));
    }

    /** The kernel's limit is on what is sent, which ends with a line feed that the shell does not count. */
    @ParameterizedTest
    @CsvSource({"32767,true", "32768,false"})
    void whatIsLargerThanAKeyHoldsIsRefusedForThat(int size, boolean isMade) throws Exception {
        pem("web", "shop:web");
        Path file = home.resolve("etc/keys/web/shop:web.pem");
        String end = "\n-----END PRIVATE KEY-----\n";
        String begin = "-----BEGIN PRIVATE KEY-----\n";
        Files.writeString(file, begin + "A".repeat(size - begin.length() - end.length()) + end);
        run("files", "7", 1000, "shop:web");
        String said = isMade ? "made" : "over the 32767 bytes that a key of type user holds";
        assertEquals(List.of("files: 'shop:web' for user 1000: " + said), lines("log"));
        if (isMade) {
            assertEquals(size, Files.size(home.resolve("payloads")));
        }
    }

    @Test
    void blanksMayStandBeforeTheBlock() throws Exception {
        pem("web", "shop:web");
        Path file = home.resolve("etc/keys/web/shop:web.pem");
        Files.writeString(file, Files.readString(file).replaceAll("(?m)^(?=.)", " \t"));
        run("files", "7", 1000, "shop:web");
        assertEquals(List.of("files: 'shop:web' for user 1000: made"), lines("log"));
    }

    @Test
    void controlCharactersAreEscapedInTheLog() throws Exception {
        run("files", "7", 1000, "a\nfiles: 'b' for user 0: made\r\t\u001b[2J\\n\u0007\u007f$(id)`id`");
        assertEquals(
                List.of("files: 'a\\nfiles: 'b' for user 0: made^M^I^[[2J\\\\n^G^?$(id)`id`' for user 1000:"
                        + " not a description that this handler takes"),
                lines("log"));
    }

    @Test
    void manyControlCharactersMakeNoLongLine() throws Exception {
        run("files", "7", 1000, "\u0001".repeat(4000));
        assertEquals(1, lines("log").size());
        assertTrue(lines("log").get(0).length() < 600, lines("log")::toString);
    }

    @Test
    void aLogFileDoesNotGrowForEver() throws Exception {
        Path log = home.resolve("handlers.log");
        configure("log_file=" + log);
        Files.write(log, new byte[1 << 20 | 1], StandardOpenOption.CREATE);
        run("files", "7", 1000, "shop:web");
        run("files", "8", 1000, "shop:web");
        assertEquals(2, Files.readAllLines(log).size());
        assertTrue(Files.exists(home.resolve("handlers.log.1")));
    }

    @Test
    void oneUserTakesNoMorePlacesThanItsOwnAndIsToldSoAtOnce() throws Exception {
        configure("at_once=4 at_once_per_user=2");
        Process first = start("etcd", "1", 1000, "a");
        Process second = start("etcd", "2", 1000, "b");
        await("asked", 2);
        run("etcd", "3", 1000, "c");
        run("files", "4", 1000, "d");
        assertEquals(List.of("reject 3 5 rejected 0", "reject 4 5 rejected 0"), lines("answers"));
        assertEquals(
                List.of("etcd: 'c' for user 1000: 2 of this user's handlers run already; more are refused without a"
                        + " line"
                        + " here"),
                lines("log"));

        pem("root", "e");
        run("files", "5", 0, "e");
        assertTrue(lines("answers").contains("pinstantiate 5 0"), "another user has its own places");

        Files.createFile(home.resolve("go"));
        end(first);
        end(second);
        run("etcd", "6", 1000, "f");
        assertTrue(lines("answers").containsAll(List.of("pinstantiate 1 0", "pinstantiate 2 0", "pinstantiate 6 0")));
    }

    @Test
    void allUsersTogetherTakeNoMoreThanThereAre() throws Exception {
        configure("at_once=1 at_once_per_user=1");
        Process first = start("etcd", "1", 1000, "a");
        await("asked", 1);
        run("files", "2", 0, "b");
        assertEquals(List.of("reject 2 5 rejected 0"), lines("answers"));
        Files.createFile(home.resolve("go"));
        end(first);
        run("files", "3", 0, "b");
        assertTrue(lines("answers").contains("negate 3 10 0"));
    }

    /** Its lock ends with it, whatever ends it. */
    @Test
    void aHandlerThatIsKilledLeavesItsPlace() throws Exception {
        configure("at_once=1 at_once_per_user=1");
        Process first = start("etcd", "1", 1000, "a");
        await("asked", 1);
        List<ProcessHandle> started = first.descendants().toList();
        first.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
        end(first);
        // In a container without an init no one collects what it has started, so that its end cannot be waited for.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        do {
            assertTrue(System.nanoTime() < end, "the place is not free");
            run("files", "2", 1000, "b");
        } while (!lines("answers").contains("negate 2 10 0"));
    }
}
