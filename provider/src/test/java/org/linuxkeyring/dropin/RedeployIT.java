package org.linuxkeyring.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;

/** An application server drops an application that used the provider: nothing of it stays, in whatever threads. */
@ExtendWith(FreshSession.class)
class RedeployIT {
    private static final int FOREIGN_FUNCTIONS = 22;
    private static final String MOST_SECONDS = "60";
    private static final String FEW_SECONDS = "5";

    private static String paths(Stream<Path> paths) {
        return paths.map(Path::toString).collect(Collectors.joining(":"));
    }

    /** What the JDK holds softly it would let go when memory runs short; here it does so at once. */
    private static String collected(ChildJvm jvm, String server, String application, String seconds) {
        return jvm.options("-XX:SoftRefLRUPolicyMSPerMB=0")
                .run(Redeploy.class, server, application, seconds)
                .succeeded()
                .out()
                .strip();
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void byForeignFunctionsEveryOneIsCollected(Jdk jdk) {
        assumeTrue(jdk.feature() >= FOREIGN_FUNCTIONS, "no foreign function API in this Java");
        ChildJvm jvm = ChildJvm.of(jdk).options("--enable-native-access=ALL-UNNAMED");

        assertEquals(
                "10 of 10 collected",
                collected(jvm, "", paths(Stream.of(Jars.all(), Jars.of(Redeploy.class))), MOST_SECONDS));
    }

    /** The remedy where there is JNA alone: the provider is the server's, and the applications use it. */
    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void ofTheServersProviderEveryApplicationIsCollected(Jdk jdk) {
        assertEquals(
                "10 of 10 collected",
                collected(
                        ChildJvm.of(jdk),
                        Jars.all().toString(),
                        Jars.of(Redeploy.class).toString(),
                        MOST_SECONDS));
    }

    /**
     * What JNA makes impossible: its native code refers to each method that it was mapped to, and so to the class
     * loader, until Native.unregister. A release of JNA that does not fails here, and the documents are to say so.
     */
    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void byJnaOfTheApplicationNoneIsCollected(Jdk jdk) {
        assumeTrue(jdk.feature() < FOREIGN_FUNCTIONS, "this Java may take the foreign function API");

        assertEquals(
                "0 of 10 collected",
                collected(ChildJvm.of(jdk), "", paths(Stream.of(Jars.all(), Jars.of(Redeploy.class))), FEW_SECONDS));
    }
}
