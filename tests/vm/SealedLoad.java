import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.Callable;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Seal;

/**
 * Measures what the load of 100 sealed entries takes that the keyring lacks, beside other ways to the same entries:
 * {@code KEYRING SEAL}. It prints medians, in milliseconds.
 *
 * <p>Compiled against the provider's "all" jar, it runs in the virtual machine of tests/vm/run, after a key for it was
 * loaded: {@code head -c 32 /dev/urandom | keyctl padd logon a:b @u}.
 */
public final class SealedLoad {
    private static final int ENTRIES = 100;
    private static final int ROUNDS = 5;
    private static final char[] PASSWORD = {'p'};

    private SealedLoad() {}

    public static void main(String[] arguments) throws Exception {
        KeyStore sealed = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        sealed.load(KeyringLoadStoreParameter.builder()
                .keyring(arguments[0])
                .seal(Seal.of(arguments[1]))
                .build());
        KeyStore other = KeyStore.getInstance("PKCS12");
        other.load(null, null);
        set(sealed, null);
        set(other, new KeyStore.PasswordProtection(PASSWORD));
        byte[] file = stored(sealed, null);
        byte[] pkcs12 = stored(other, PASSWORD);
        double[][] taken = new double[4][ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            remove(sealed);
            taken[0][i] = millis(() -> loaded("LINUXKEYRING", file));
            taken[1][i] = millis(() -> loaded("LINUXKEYRING", file));
            remove(sealed);
            taken[2][i] = millis(() -> set(sealed, null));
            taken[3][i] = millis(() -> loaded("PKCS12", pkcs12));
        }
        remove(sealed);
        System.out.printf(
                "Load of %d sealed entries: all back %.1f ms, none missing %.1f ms; setEntry of each %.1f ms;"
                        + " PKCS12 load %.1f ms%n",
                ENTRIES, median(taken[0]), median(taken[1]), median(taken[2]), median(taken[3]));
    }

    private static KeyStore set(KeyStore store, KeyStore.ProtectionParameter protection) throws Exception {
        for (int i = 0; i < ENTRIES; i++) {
            byte[] key = new byte[32];
            key[0] = (byte) i;
            store.setEntry("key" + i, new KeyStore.SecretKeyEntry(new SecretKeySpec(key, "AES")), protection);
        }
        return store;
    }

    private static void remove(KeyStore store) throws Exception {
        for (String alias : Collections.list(store.aliases())) {
            store.deleteEntry(alias);
        }
    }

    private static byte[] stored(KeyStore store, char[] password) throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        store.store(file, password);
        return file.toByteArray();
    }

    private static KeyStore loaded(String type, byte[] file) throws Exception {
        KeyStore store = type.equals("PKCS12")
                ? KeyStore.getInstance(type)
                : KeyStore.getInstance(type, new LinuxKeyringProvider());
        store.load(new ByteArrayInputStream(file), PASSWORD);
        if (store.size() != ENTRIES) {
            throw new IllegalStateException(store.size() + " entries");
        }
        return store;
    }

    private static double millis(Callable<?> action) throws Exception {
        long begun = System.nanoTime();
        action.call();
        return (System.nanoTime() - begun) / 1e6;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
