package org.linuxkeyring.processes;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program that is to be killed. It prints the kernel's ID of its thread and reads the name of a change, which it
 * makes and reports. After an empty line it makes all changes repeatedly, and reports each round.
 */
public final class Victim {
    private Victim() {}

    /** Runs with the arguments keyring, file of contents, and end of each alias. */
    public static void main(String[] arguments) throws Exception {
        Change.Place place =
                Change.Place.of(Integer.parseInt(arguments[0]), Contents.read(Path.of(arguments[1])), arguments[2]);
        System.out.println(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName());
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (line.isEmpty()) {
            for (int generation = 1; true; generation++) {
                round(place, generation);
                System.out.println(generation);
            }
        }
        Change.valueOf(line).make(place, 1);
        System.out.println("made");
    }

    private static void round(Change.Place place, int generation) throws Exception {
        for (Change change : Change.values()) {
            if (!change.replaces()) {
                change.prepare(place);
            }
            change.make(place, generation);
        }
    }
}
