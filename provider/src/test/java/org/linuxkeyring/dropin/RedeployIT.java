package org.linuxkeyring.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.FreshSession;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;

/** An application server drops an application that used the provider: nothing of it stays, in whatever threads. */
@ExtendWith(FreshSession.class)
class RedeployIT {
    private static final int FOREIGN_FUNCTIONS = 22;

    private static String paths(Stream<Path> paths) {
        return paths.map(Path::toString).collect(Collectors.joining(":"));
    }

    private static Stream<Path> plain() {
        return Stream.concat(Stream.of(Jars.plain(), Jars.tests()), Jars.bouncyCastle().stream());
    }

    private static String collected(ChildJvm jvm, String server, String application) {
        return jvm.run(Redeploy.class, server, application).succeeded().out().strip();
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void byForeignFunctionsEveryOneIsCollected(Jdk jdk) {
        assumeTrue(jdk.feature() >= FOREIGN_FUNCTIONS, "no foreign function API in this Java");
        ChildJvm jvm = ChildJvm.of(jdk).options("--enable-native-access=ALL-UNNAMED");

        assertEquals("10 of 10 collected", collected(jvm, "", paths(plain())));
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void byJnaOfTheServerEveryOneIsCollected(Jdk jdk) {
        assertEquals(
                "10 of 10 collected", collected(ChildJvm.of(jdk), Jars.jna().toString(), paths(plain())));
    }
}
