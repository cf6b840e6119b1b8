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

    /** What a user would take for a fault: a value that is not there, a stack trace, a warning of the JVM. */
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

    /** Run by another user, who finds the jar elsewhere. */
    Keytool as(List<String> otherUser, Path otherJar) {
        return new Keytool(jdk, otherJar, otherUser, settings);
    }

    /** With a file that configures the provider. */
    Keytool configuredBy(Path file) {
        // keytool takes -providerarg for its own only directly behind -providerclass.
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

    /** The same, not run yet: to answer a prompt, or for a fault that is to be looked at. */
    Child childOn(Object keyStore, String command, Object... values) {
        List<String> arguments = new ArrayList<>(words(command, values));
        arguments.addAll(words("-keystore %s -storetype LINUXKEYRING -storepass %s", keyStore, STORE_PASSWORD));
        return child(arguments);
    }

    /** A command with all its options but those that name the provider. */
    Child child(String command, Object... values) {
        return child(words(command, values));
    }

    private Child child(List<String> arguments) {
        List<String> line = new ArrayList<>(user);
        line.add(jdk.tool("keytool").toString());
        // Halves the time that so short a program takes.
        line.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
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

    /** Succeeded, and wrote nothing that looks like a fault. */
    static Outcome clean(Outcome outcome) {
        outcome.succeeded();
        assertFalse(FAULT.matcher(outcome.out() + outcome.err()).find(), outcome::toString);
        return outcome;
    }
}
