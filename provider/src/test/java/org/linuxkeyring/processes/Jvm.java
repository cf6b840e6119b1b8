package org.linuxkeyring.processes;

import java.util.List;
import java.util.stream.Stream;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;

/** A JVM that starts fast and is small, since many run at once, with the drop-in jar. */
final class Jvm {
    private Jvm() {}

    static List<String> command(Class<?> program, Object... arguments) {
        Jdk jdk = Jdk.installed().get(0);
        return ChildJvm.of(jdk)
                .options("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx64m")
                .options(jdk.nativeAccess().toArray(String[]::new))
                .classPath(List.of(Jars.all()))
                .commandLine(program, Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
    }
}
