package org.linuxkeyring.processes;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.linuxkeyring.kernel.linux.InterceptedCalls;
import org.linuxkeyring.keystore.KeyStoreOn;

/**
 * A program that is to be killed. It prints the kernel's ID of its thread and reads the name of a change, which it
 * makes and reports. After an empty line it makes all changes repeatedly, and reports each round.
 */
public final class Victim {
    private Victim() {}

    /**
     * Runs with the arguments keyring, file of contents, end of each alias and, if the change's own system calls are to
     * end it, the number of that call.
     */
    public static void main(String[] arguments) throws Exception {
        InterceptedCalls intercepted = new InterceptedCalls();
        boolean isDying = arguments.length == 4;
        int keyring = Integer.parseInt(arguments[0]);
        Contents contents = Contents.read(Path.of(arguments[1]));
        Place place = isDying
                ? Place.of(keyring, settings -> KeyStoreOn.open(intercepted.keyctl(), settings), contents, arguments[2])
                : Place.of(keyring, contents, arguments[2]);
        System.out.println(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName());
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (line.isEmpty()) {
            for (int generation = 1; true; generation++) {
                round(place, generation);
                System.out.println(generation);
            }
        }
        if (isDying) {
            intercepted.intercept(Fault.killBefore(Integer.parseInt(arguments[3])));
        }
        Change.valueOf(line).make(place, 1);
        System.out.println("made");
    }

    private static void round(Place place, int generation) throws Exception {
        List<Change> changes = Change.ofReadableEntries();
        for (Change change : changes) {
            if (!change.replaces()) {
                change.prepare(place);
            }
            change.make(place, generation);
        }
    }
}
