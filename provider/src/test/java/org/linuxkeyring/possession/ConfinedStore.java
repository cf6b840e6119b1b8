package org.linuxkeyring.possession;

import java.io.IOException;
import java.security.KeyStore;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.OwnerThread;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringAttribute;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Permissions;

/**
 * A program that stores {@link #ALIAS} in a keystore on {@code @t} or {@code @p}, prints the serials of keyring and key
 * and how the {@code keyctl print} of both ends that it starts itself, and waits for the end of its standard input.
 * Arguments: the keyring, and a permission mask for the key, if it is to have another than the kernel's.
 */
public final class ConfinedStore {
    static final String ALIAS = "confined";

    static final String PAYLOAD = "what-no-other-process-may-see";

    private ConfinedStore() {}

    public static void main(String[] arguments) throws Exception {
        String keyring = arguments[0];
        KeyringLoadStoreParameter.Builder settings =
                KeyringLoadStoreParameter.builder().keyring(keyring).backend(Backend.KERNEL);
        if (arguments.length > 1) {
            settings.permissions(Permissions.of(arguments[1]));
        }
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(settings.build());
        store.setKeyEntry(ALIAS, new SecretKeySpec(PAYLOAD.getBytes("US-ASCII"), "RAW"), null, null);
        String key = KeyringAttribute.SERIAL
                .in(store.getEntry(ALIAS, null).getAttributes())
                .orElseThrow();
        int id = keyring.equals("@t") ? Keyctl.THREAD_KEYRING : Keyctl.PROCESS_KEYRING;
        int owned = OwnerThread.confine(OpenBackend.of(Backend.KERNEL)).keyringId(id, false);
        System.out.println(
                owned + " " + key + " " + status("print", key) + " " + status("list", Integer.toString(owned)));
        while (System.in.read() >= 0) {
            // Only the end of the input matters.
        }
    }

    private static int status(String command, String serial) throws IOException, InterruptedException {
        return new ProcessBuilder("keyctl", command, serial)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
