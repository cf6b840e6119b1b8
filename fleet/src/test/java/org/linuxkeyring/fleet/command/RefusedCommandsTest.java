package org.linuxkeyring.fleet.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.fleet.command.Program.Printed;

/** What the program says of arguments that it does not take. */
class RefusedCommandsTest {
    @TempDir
    Path folder;

    private Program program;

    @BeforeEach
    void makePublisher() throws Exception {
        program = new Program(folder);
    }

    private Printed publish(String... options) throws Exception {
        String[] all = Arrays.copyOf(
                new String[] {"publish", "web.pem", "--name", "shop/web", "--to", "web"}, 6 + options.length);
        System.arraycopy(options, 0, all, 6, options.length);
        return program.publisher(all);
    }

    private static void assertMisused(String text, String remedy, Printed printed) {
        assertEquals(2, printed.status(), printed.err());
        assertTrue(printed.err().contains("'" + text + "'"), printed.err());
        assertTrue(printed.err().contains(remedy), printed.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0h", "PT0S", "PT0.5S", "-1", "soon", "99999999999"})
    void aTimeThatIsNoneIsRefusedAsItWasWrittenAndNoTimeIsOfferedThatIsRefused(String text) throws Exception {
        for (Printed refused : new Printed[] {
            publish("--valid=" + text),
            publish("--lease=" + text),
            program.run("follow", "--lease=" + text),
            program.run("fetch", "shop/web", "--lease=" + text)
        }) {
            assertMisused(text, "such as 90s, 15m, 8h, 30d", refused);
            assertFalse(refused.err().contains("for ever"), refused.err());
        }
    }

    @Test
    void aLeaseHasABoundWhereverItIsGiven() throws Exception {
        for (Printed refused : new Printed[] {
            publish("--lease", "31d"),
            program.run("follow", "--lease", "31d"),
            program.run("fetch", "shop/web", "--lease", "31d")
        }) {
            assertMisused("31d", "at most 30 days", refused);
        }
    }

    @Test
    void aRemedyNamesTheProgram() throws Exception {
        Printed refused = program.publisher("revoke", "shop/web");
        assertEquals(1, refused.status());
        assertTrue(refused.err().contains("There is no entry shop/web. See: linuxkeyring-fleet list\n"), refused.err());
    }

    @Test
    void aMachineThatIsRetiredIsPutIntoNoGroup() throws Exception {
        Printed refused = program.publisher("admit", "web1", "--retire", "--group", "web");
        assertEquals(2, refused.status(), refused.err());
        assertTrue(refused.err().startsWith("A machine that is retired is in no group."), refused.err());
    }

    @Test
    void aFileThatHasNoCertificatesIsNamed() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        Path other = Files.write(folder.resolve("other.pem"), new byte[] {1, 2, 3});
        program.stores = EtcdStores::open;
        for (Path file : new Path[] {empty, other, folder}) {
            for (String option : new String[] {"--publishers", "--cacert"}) {
                Printed refused = program.run(
                        "list",
                        "--publishers",
                        program.path("publisher.pem"),
                        "--endpoints",
                        "http://127.0.0.1:1",
                        option,
                        file.toString());
                assertEquals(1, refused.status(), refused.err());
                assertTrue(refused.err().startsWith(file + " "), refused.err());
            }
        }
    }

    @Test
    void aFileThatHasNoPasswordIsNamed() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty"));
        Path latin = Files.write(folder.resolve("latin"), new byte[] {(byte) 0xe4, '\n'});
        program.stores = EtcdStores::open;
        for (Path file : new Path[] {empty, latin}) {
            Printed refused = program.run(
                    "list",
                    "--publishers",
                    program.path("publisher.pem"),
                    "--endpoints",
                    "http://127.0.0.1:1",
                    "--etcd-user",
                    "web1",
                    "--etcd-password-file",
                    file.toString());
            assertEquals(1, refused.status(), refused.err());
            assertTrue(refused.err().contains(file.toString()) && refused.err().contains("Write it"), refused.err());
        }
    }

    /** The JVM puts U+FFFD for what the locale cannot decode, so that any two such names would be one. */
    @ParameterizedTest
    @ValueSource(strings = {"revoke d\ufffd\ufffdp", "enroll --alias=\ufffd", "\ufffd"})
    void anArgumentThatTheLocaleCannotDecodeIsRefused(String line) throws Exception {
        Printed refused = program.run(line.split(" "));
        assertEquals(2, refused.status());
        assertTrue(refused.err().contains("the encoding of this locale. For UTF-8 set LC_ALL=C.UTF-8"), refused.err());
        assertEquals("", refused.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"endpoint", "--endpoints", "Endpoints", "version", "help", ""})
    void aNameInTheFileThatNoOptionHasIsRefusedAndTheKnownNamesAreTold(String name) throws Exception {
        Files.writeString(folder.resolve("fleet.properties"), "prefix=/test/\n" + name + "=http://etcd:2379\n");
        Printed refused = program.run("list");
        assertEquals(1, refused.status());
        assertTrue(refused.err().contains("fleet.properties has '" + name + "'"), refused.err());
        assertTrue(refused.err().contains(", endpoints, "), refused.err());
        assertFalse(refused.err().matches("(?s).*are: .*(help|version,).*"), refused.err());
    }

    @Test
    void theFileMayHaveOptionsOfOtherCommands() throws Exception {
        Files.writeString(folder.resolve("fleet.properties"), "metrics=127.0.0.1:9464\nalias=machine\nlease=2h\n");
        Printed listed = program.run("list", "--publishers", program.path("publisher.pem"));
        assertEquals(0, listed.status(), listed.err());
    }
}
