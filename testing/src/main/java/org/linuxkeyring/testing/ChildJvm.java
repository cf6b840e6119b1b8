package org.linuxkeyring.testing;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Java program run by a chosen JDK in a JVM of its own. */
public final class ChildJvm {
    private final Jdk jdk;
    private final List<Path> classPath = new ArrayList<>();
    private final List<Path> modulePath = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private Optional<Path> tests = Optional.empty();

    private ChildJvm(Jdk jdk) {
        this.jdk = jdk;
    }

    public static ChildJvm of(Jdk jdk) {
        return new ChildJvm(jdk);
    }

    public ChildJvm classPath(Collection<Path> entries) {
        classPath.addAll(entries);
        return this;
    }

    public ChildJvm modulePath(Collection<Path> entries) {
        modulePath.addAll(entries);
        return this;
    }

    /**
     * The folder that the program is taken from instead of where it was compiled to, which another user may not see.
     */
    public ChildJvm tests(Path folder) {
        tests = Optional.of(folder);
        return this;
    }

    /** Options of the JVM, such as {@code -Dname=value}. */
    public ChildJvm options(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Runs a main class of the compiled tests, in the unnamed module. */
    public Outcome run(Class<?> program, String... arguments) {
        return command(program, arguments).run();
    }

    /** The same, not started yet: to add an environment or put another command before it. */
    public List<String> commandLine(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(jdk.java());
        command.addAll(options);
        if (!modulePath.isEmpty()) {
            command.addAll(List.of("--module-path", joined(modulePath.stream())));
        }
        Stream<Path> own = Stream.of(tests.orElseGet(() -> Jars.of(program)), Jars.of(ChildJvm.class));
        command.addAll(List.of("-cp", joined(Stream.concat(classPath.stream(), own))));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    private Child command(Class<?> program, String... arguments) {
        return Child.of(commandLine(program, arguments));
    }

    private static String joined(Stream<Path> entries) {
        return entries.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
