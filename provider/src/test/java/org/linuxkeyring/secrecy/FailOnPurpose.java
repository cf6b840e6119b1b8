package org.linuxkeyring.secrecy;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Writes;

/**
 * A program that makes each refused operation of a keystore with secrets, prints every exception completely, and logs
 * at the finest level.
 */
public final class FailOnPurpose {
    private static final int READ_AND_SEARCH_ONLY = 0x3b000000;

    private final Keyctl keyctl = OpenBackend.of(Backend.KERNEL);
    private final int keyring;
    private final KeyStore store;
    private final PrivateKey key;
    private final Certificate[] chain;
    private final char[] password;
    private final byte[] raw;
    private int failures;

    private FailOnPurpose(int keyring, KeyStore store, BufferedReader in) throws Exception {
        this.keyring = keyring;
        this.store = store;
        key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes(in.readLine())));
        chain = new Certificate[] {
            CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes(in.readLine())))
        };
        password = in.readLine().toCharArray();
        raw = bytes(in.readLine());
    }

    /**
     * Runs with a keyring as argument. It reads the secrets from standard input, one a line, and prints how many calls
     * failed.
     */
    public static void main(String[] arguments) throws Exception {
        ConsoleHandler all = new ConsoleHandler();
        all.setLevel(Level.ALL);
        Logger.getLogger("").setLevel(Level.ALL);
        Logger.getLogger("").addHandler(all);
        KeyStore store = open(KeyringLoadStoreParameter.builder().keyring(arguments[0]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        FailOnPurpose program = new FailOnPurpose(Integer.parseInt(arguments[0]), store, in);
        program.readWhatIsBroken();
        program.readPem();
        program.usePasswords();
        program.writeWhatIsRefused();
        program.loadSecretsAsSettings();
        System.out.println(program.failures);
    }

    @FunctionalInterface
    private interface Call {
        void make() throws Exception;
    }

    private void attempt(Call call) {
        try {
            call.make();
        } catch (Exception e) {
            failures++;
            e.printStackTrace(System.out);
        }
    }

    private void read(byte[] payload) {
        add("user", "broken", payload);
        attempt(() -> System.out.println(store.getKey("broken", password) == null));
        attempt(() -> System.out.println(store.getEntry("broken", null)));
        attempt(() -> System.out.println(store.getCertificateChain("broken") == null));
        attempt(() -> System.out.println(store.getCreationDate("broken")));
        attempt(() -> System.out.println(Collections.list(store.aliases())));
    }

    private void readWhatIsBroken() throws Exception {
        store.setKeyEntry("whole", key, null, chain);
        byte[] whole = payload("whole");
        for (int length = 1; length < whole.length; length += 17) {
            read(Arrays.copyOf(whole, length));
            byte[] damaged = whole.clone();
            damaged[length] ^= 0x55;
            read(damaged);
        }
        read(raw);
    }

    private void readPem() {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        for (String label : new String[] {"PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "CERTIFICATE"}) {
            String begin = "-----BEGIN " + label + "-----\n";
            String end = "\n-----END " + label + "-----\n";
            read(ascii(begin + base64 + end));
            read(ascii(begin + base64));
            read(ascii(begin + base64.substring(5) + end));
            read(ascii(begin + base64.replace('M', '!') + end));
            read(ascii(begin + "Proc-Type: 4,ENCRYPTED\nDEK-Info: " + base64.substring(0, 40) + "\n\n" + base64 + end));
        }
    }

    private void usePasswords() throws Exception {
        store.setKeyEntry("protected", key, password, chain);
        attempt(() -> store.getKey("protected", null));
        attempt(() -> store.getKey("protected", "wrong".toCharArray()));
        attempt(() -> store.getEntry("protected", new KeyStore.PasswordProtection("wrong".toCharArray())));
        KeyringProtection protection =
                KeyringProtection.builder().password(password).build();
        attempt(() -> store.setEntry("certificate", new KeyStore.TrustedCertificateEntry(chain[0]), protection));
        System.out.println(protection);
    }

    private void writeWhatIsRefused() throws Exception {
        SecretKeySpec secret = new SecretKeySpec(raw, "AES");
        attempt(() -> store.setKeyEntry("a".repeat(5_000), secret, null, null));
        attempt(() -> store.setKeyEntry("large", new SecretKeySpec(large(), "AES"), null, null));
        attempt(() -> store.setKeyEntry("%logon:app:secret", secret, null, null));
        attempt(() -> store.setKeyEntry("%asymmetric:secret", secret, null, null));
        attempt(() -> store.setKeyEntry("whole", raw, chain));
        attempt(() -> store.setKeyEntry("whole", secret, null, chain));
        attempt(() -> store.setCertificateEntry("whole", chain[0]));
        add("logon", "app:there", raw);
        attempt(() -> store.getKey("%logon:app:there", null));
        KeyStore readOnly = open(KeyringLoadStoreParameter.builder()
                .keyring(Integer.toString(keyring))
                .writes(Writes.NEVER));
        attempt(() -> readOnly.setKeyEntry("new", secret, null, null));
        KeyStore staged = open(KeyringLoadStoreParameter.builder()
                .keyring(Integer.toString(keyring))
                .writes(Writes.ON_STORE));
        staged.setKeyEntry("staged", key, password, chain);
        keyctl.setPermissions(keyring, READ_AND_SEARCH_ONLY);
        attempt(() -> store.setKeyEntry("new", secret, null, null));
        attempt(() -> staged.store(null));
        attempt(() -> store.deleteEntry("whole"));
    }

    /** Loads the file with the key where a reference to a keyring is expected. */
    private void loadSecretsAsSettings() throws Exception {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        String pem = "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
        KeyStore other = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        for (byte[] stream : new byte[][] {ascii(pem), key.getEncoded(), raw, payload("protected")}) {
            attempt(() -> other.load(new ByteArrayInputStream(stream), password));
        }
    }

    private static KeyStore open(KeyringLoadStoreParameter.Builder settings) throws Exception {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(settings.build());
        return store;
    }

    private byte[] large() {
        byte[] large = new byte[40_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = raw[i % raw.length];
        }
        return large;
    }

    private void add(String type, String description, byte[] payload) {
        keyctl.addKey(ascii(type), ascii(description), ByteBuffer.wrap(payload), keyring);
    }

    private byte[] payload(String description) {
        int found = keyctl.search(keyring, ascii("user"), ascii(description), Keyctl.NO_KEY);
        return keyctl.read(found, payload -> {
            byte[] copy = new byte[payload.remaining()];
            payload.get(copy);
            return copy;
        });
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }
}
