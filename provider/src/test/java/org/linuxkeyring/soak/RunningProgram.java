package org.linuxkeyring.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.linuxkeyring.testing.BackgroundProgram;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;

/** A {@link SoakProgram} in a JVM of its own, with the drop-in jar. */
final class RunningProgram implements AutoCloseable {
    /**
     * Whatever would make the JVM's own use of memory and threads vary is off: the heap is resident from the beginning,
     * one thread collects, and the threads that compile do not come and go.
     */
    private static final String[] OPTIONS = {
        "-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-XX:-UseDynamicNumberOfCompilerThreads"
    };

    /** On an emulated processor the JVM's second compiler would be busy with itself. */
    private static final String[] OPTIONS_IN_VM =
            System.getenv("LINUXKEYRING_VM") == null ? new String[0] : new String[] {"-XX:TieredStopAtLevel=1"};

    private final String name;
    private final BackgroundProgram program;
    private final List<String> greeting = new ArrayList<>();
    private final long process;

    /** Starts it and waits until it obeys. It has the calling thread's keyrings. */
    RunningProgram(Class<?> type, Object... arguments) throws IOException {
        Jdk jdk = Jdk.installed().get(0);
        List<String> command = ChildJvm.of(jdk)
                .options(OPTIONS)
                .options(OPTIONS_IN_VM)
                .options(jdk.nativeAccess().toArray(String[]::new))
                .options("-Dsoak.rate=" + Soak.RATE)
                .classPath(List.of(Jars.all()))
                .commandLine(type, Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
        this.name = type.getSimpleName();
        this.program = new BackgroundProgram(command);
        String line = program.nextLine();
        while (!line.startsWith("ready ")) {
            greeting.add(line);
            line = program.nextLine();
        }
        this.process = Long.parseLong(line.substring("ready ".length()));
    }

    String name() {
        return name;
    }

    /** Returns what it said before it was ready. */
    List<String> greeting() {
        return greeting;
    }

    /** Gives it a command, and returns what it tells until that is done. */
    List<String> obey(String command) throws IOException {
        program.say(command);
        return untilDone();
    }

    Sample measure() throws IOException {
        return Sample.of(process, () -> {
            List<String> told = obey("measure");
            return Long.parseLong(told.get(told.size() - 1).split(" ")[1]);
        });
    }

    private List<String> untilDone() throws IOException {
        List<String> told = new ArrayList<>();
        do {
            told.add(program.nextLine());
        } while (!told.get(told.size() - 1).startsWith("done"));
        return told;
    }

    @Override
    public void close() throws IOException {
        program.close();
    }
}
