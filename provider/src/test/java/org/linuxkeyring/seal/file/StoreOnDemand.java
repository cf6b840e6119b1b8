package org.linuxkeyring.seal.file;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/**
 * A program that reads prefixes from standard input, one a line, and stores a keystore with each into the same file, in
 * one thread, whose ID it prints first. After each it prints a line.
 */
public final class StoreOnDemand {
    private StoreOnDemand() {}

    /** Runs with the path of the file. */
    public static void main(String[] arguments) throws Exception {
        KeyringFile file = KeyringFile.of(Path.of(arguments[0]));
        System.out.println(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String prefix = in.readLine(); prefix != null; prefix = in.readLine()) {
            KeyStore keyStore = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
            keyStore.load(KeyringLoadStoreParameter.builder()
                    .backend(Backend.MEMORY)
                    .prefix(prefix)
                    .build());
            file.store(keyStore);
            System.out.println("stored");
        }
    }
}
