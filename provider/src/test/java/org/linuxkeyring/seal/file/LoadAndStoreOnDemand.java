package org.linuxkeyring.seal.file;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.linuxkeyring.KeyringFile;

/**
 * A program that loads a keystore from its file and stores it again for each line of standard input, in one thread,
 * whose ID it prints first. After each it prints a line.
 */
public final class LoadAndStoreOnDemand {
    private LoadAndStoreOnDemand() {}

    /** Runs with the path of the file. */
    public static void main(String[] arguments) throws Exception {
        KeyringFile file = KeyringFile.of(Path.of(arguments[0]));
        System.out.println(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            file.store(file.load());
            System.out.println("stored");
        }
    }
}
