package org.linuxkeyring.dropin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;

/** The ways to add the library to an application, as the README gives them. */
enum Installation {
    DROP_IN_ON_CLASS_PATH("ALL-UNNAMED") {
        @Override
        ChildJvm on(Jdk jdk) {
            return ChildJvm.of(jdk).classPath(List.of(Jars.all()));
        }
    },
    DROP_IN_ON_MODULE_PATH("org.linuxkeyring") {
        @Override
        ChildJvm on(Jdk jdk) {
            return ChildJvm.of(jdk).modulePath(List.of(Jars.all()));
        }
    },
    PLAIN_ON_CLASS_PATH("ALL-UNNAMED") {
        @Override
        ChildJvm on(Jdk jdk) {
            return ChildJvm.of(jdk).classPath(plainWithDependencies());
        }
    },
    PLAIN_ON_MODULE_PATH("com.sun.jna") {
        @Override
        ChildJvm on(Jdk jdk) {
            return ChildJvm.of(jdk).modulePath(plainWithDependencies());
        }
    };

    private final String nativeAccess;

    Installation(String nativeAccess) {
        this.nativeAccess = nativeAccess;
    }

    /** A JVM that finds the library this way. */
    abstract ChildJvm on(Jdk jdk);

    /** What {@code --enable-native-access} has to name for JNA. */
    String nativeAccess() {
        return nativeAccess;
    }

    /** What it has to name for the foreign function API. */
    String foreignAccess() {
        return nativeAccess.equals("ALL-UNNAMED") ? nativeAccess : "org.linuxkeyring";
    }

    static Stream<Arguments> onEachJdk() {
        return on(Jdk.installed());
    }

    static Stream<Arguments> onEachJdkThatRestrictsNativeAccess() {
        return on(Jdk.restrictingNativeAccess());
    }

    private static Stream<Arguments> on(List<Jdk> jdks) {
        return jdks.stream().flatMap(jdk -> Stream.of(values()).map(installation -> Arguments.of(jdk, installation)));
    }

    private static List<Path> plainWithDependencies() {
        List<Path> jars = new ArrayList<>(Jars.bouncyCastle());
        jars.add(Jars.plain());
        jars.add(Jars.jna());
        return jars;
    }
}
