package org.linuxkeyring.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** A user whom nobody is, whose keyring is empty and no one else's. Only root can become that user. */
public final class UnusedUser {
    private UnusedUser() {}

    /** Returns the number of a user without keys. */
    public static int number() throws IOException {
        String usersWithKeys = Files.readString(Path.of("/proc/key-users"));
        return ThreadLocalRandom.current()
                .ints(40_000, 60_000)
                .filter(number -> !usersWithKeys.contains(number + ":"))
                .findFirst()
                .orElseThrow();
    }
}
