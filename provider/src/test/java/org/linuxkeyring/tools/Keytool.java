package org.linuxkeyring.tools;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;

/** A JDK's keytool with the drop-in jar's provider, run as a user runs it. */
final class Keytool {
    static final String STORE_PASSWORD = "correct-horse";

    /**
     * The parts of the output that a user would take for a fault: a missing value, a stack trace, a warning of the JVM.
     */
    private static final Pattern FAULT = Pattern.compile("\\bnull\\b|Exception|^\tat |^WARNING:", Pattern.MULTILINE);

    private final Jdk jdk;
    private final Path jar;
    private final List<String> user;
    private final List<String> settings;

    private Keytool(Jdk jdk, Path jar, List<String> user, List<String> settings) {
        this.jdk = jdk;
        this.jar = jar;
        this.user = user;
        this.settings = settings;
    }

    static Keytool of(Jdk jdk) {
        return new Keytool(jdk, Jars.all(), List.of(), List.of());
    }

    /** Returns a keytool that another user runs, who finds the jar elsewhere. */
    Keytool as(List<String> otherUser, Path otherJar) {
        return new Keytool(jdk, otherJar, otherUser, settings);
    }

    /** Returns a keytool whose provider is configured by a file. */
    Keytool configuredBy(Path file) {
        // keytool accepts -providerarg as its own only directly after -providerclass.
        return new Keytool(jdk, jar, user, List.of("-providerarg", file.toString()));
    }

    /**
     * Runs a command on a keystore of type LINUXKEYRING and wants no fault.
     *
     * @param keyStore {@code NONE}, or a reference file
     * @param command words divided by spaces, where each {@code %s} is replaced by the next value
     */
    Outcome on(Object keyStore, String command, Object... values) {
        return clean(childOn(keyStore, command, values).run());
    }

    /** Returns the command without running it, for a prompt that is answered, or a fault that is examined. */
    Child childOn(Object keyStore, String command, Object... values) {
        List<String> arguments = new ArrayList<>(words(command, values));
        arguments.addAll(words("-keystore %s -storetype LINUXKEYRING -storepass %s", keyStore, STORE_PASSWORD));
        return child(arguments);
    }

    /** Returns a command with all its options but those that name the provider. */
    Child child(String command, Object... values) {
        return child(words(command, values));
    }

    private Child child(List<String> arguments) {
        List<String> line = new ArrayList<>(user);
        line.addAll(jdk.program("keytool"));
        line.add("-J-XX:+UseSerialGC");
        jdk.nativeAccess().forEach(option -> line.add("-J" + option));
        line.addAll(arguments);
        line.addAll(List.of("-providerclass", "org.linuxkeyring.LinuxKeyringProvider"));
        line.addAll(settings);
        line.addAll(List.of("-providerpath", jar.toString()));
        return Child.of(line);
    }

    private static List<String> words(String command, Object... values) {
        Iterator<Object> next = List.of(values).iterator();
        return Stream.of(command.split(" "))
                .map(word -> word.equals("%s") ? next.next().toString() : word)
                .toList();
    }

    /** Asserts success, and output without anything that looks like a fault. */
    static Outcome clean(Outcome outcome) {
        outcome.succeeded();
        assertFalse(FAULT.matcher(outcome.out() + outcome.err()).find(), outcome::toString);
        return outcome;
    }
}
