package org.linuxkeyring.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;

/** JDK 24 and later let native code be called, warn of it or deny it (JEP 472). */
class NativeAccessIT {
    /** What the JDK prints once when native access is neither allowed nor denied. */
    private static final String WARNING = "WARNING: A restricted method in java.lang.System has been called";

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.dropin.Installation#onEachJdkThatRestrictsNativeAccess")
    void deniedNativeAccessIsAnIOExceptionWithTheRemedyEachTime(Jdk jdk, Installation installation) {
        Outcome outcome = installation
                .on(jdk)
                .options("--illegal-native-access=deny")
                .run(LoadTwice.class)
                .succeeded();

        List<String> lines = outcome.out().lines().toList();
        assertEquals(2, lines.size(), outcome::toString);
        assertTrue(lines.get(0).contains("--enable-native-access=" + installation.nativeAccess()), outcome::toString);
        assertEquals(lines.get(0), lines.get(1));
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.dropin.Installation#onEachJdkThatRestrictsNativeAccess")
    @ExtendWith(FreshSession.class)
    void nativeAccessThatNoOneSpokeOfWorksWithTheJdksWarning(Jdk jdk, Installation installation) {
        Outcome outcome = installation.on(jdk).run(LoadTwice.class).succeeded();

        assertEquals("loaded\nloaded\n", outcome.out());
        assertTrue(outcome.err().contains(WARNING), outcome::toString);
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.dropin.Installation#onEachJdkThatRestrictsNativeAccess")
    @ExtendWith(FreshSession.class)
    void allowedNativeAccessIsSilent(Jdk jdk, Installation installation) {
        Outcome outcome = installation
                .on(jdk)
                .options("--enable-native-access=" + installation.nativeAccess(), "--illegal-native-access=deny")
                .run(LoadTwice.class)
                .succeeded();

        assertEquals("loaded\nloaded\n", outcome.out());
        assertEquals("", outcome.err());
    }
}
