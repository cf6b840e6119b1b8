package org.linuxkeyring.processes;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** A program that opens each keyring whose path it reads, a line each, stores an entry there, and says so. */
public final class PathMaker {
    private PathMaker() {}

    /** Argument: the entry's alias. */
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
