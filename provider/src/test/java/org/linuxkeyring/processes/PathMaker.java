package org.linuxkeyring.processes;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/**
 * A program that reads paths of keyrings, one a line; it opens each keyring, stores an entry there, and reports that.
 */
public final class PathMaker {
    private PathMaker() {}

    /** Runs with the entry's alias as argument. */
    public static void main(String[] arguments) throws Exception {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        OpenBackend.of(Backend.KERNEL);
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String path = in.readLine(); path != null && !path.isEmpty(); path = in.readLine()) {
            store.load(KeyringLoadStoreParameter.builder().keyring(path).build());
            store.setKeyEntry(arguments[0], Contents.secret(arguments[0], 1), null, null);
            System.out.println("stored");
        }
    }
}
