package org.linuxkeyring.secrecy;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/**
 * A program that stores and fetches secrets, drops them, and has its own heap dumped. Its arguments are keyring,
 * backend and dump file. It reads in Base64, one a line: certificate, RSA key, password, raw secret, and bytes that it
 * keeps on purpose.
 */
public final class UseAndForget {
    private static byte[] kept;

    private UseAndForget() {}

    public static void main(String[] arguments) throws Exception {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        store.load(KeyringLoadStoreParameter.builder()
                .keyring(arguments[0])
                .backend(Backend.of(arguments[1]))
                .build());
        storeAndFetch(store);
        dump(Path.of(arguments[2]));
        // This is reached after the dump, so the store and the kept bytes were reachable in it.
        System.out.println(store.size() + " entries, " + kept.length + " bytes kept");
    }

    private static void storeAndFetch(KeyStore store) throws GeneralSecurityException, IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        Certificate certificate =
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes(in)));
        byte[] encoded = bytes(in);
        PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        byte[] passwordBytes = bytes(in);
        CharBuffer decoded = StandardCharsets.UTF_8.decode(java.nio.ByteBuffer.wrap(passwordBytes));
        char[] password = Arrays.copyOf(decoded.array(), decoded.limit());
        byte[] raw = bytes(in);
        kept = bytes(in);
        try {
            store.setKeyEntry("plain", key, null, new Certificate[] {certificate});
            store.setKeyEntry("protected", key, password, new Certificate[] {certificate});
            store.setKeyEntry("secret", new SecretKeySpec(raw, "AES"), null, null);
            PrivateKey plain = (PrivateKey) store.getKey("plain", null);
            PrivateKey unlocked = (PrivateKey) store.getKey("protected", password);
            SecretKey secret = (SecretKey) store.getKey("secret", null);
            KeyStore.Entry entry = store.getEntry("protected", new KeyStore.PasswordProtection(password));
            if (!plain.equals(unlocked) || !Arrays.equals(secret.getEncoded(), raw) || entry == null) {
                throw new IllegalStateException("the keys did not come back");
            }
        } finally {
            Arrays.fill(encoded, (byte) 0);
            Arrays.fill(passwordBytes, (byte) 0);
            Arrays.fill(decoded.array(), '\0');
            Arrays.fill(password, '\0');
            Arrays.fill(raw, (byte) 0);
        }
    }

    private static byte[] bytes(BufferedReader in) throws IOException {
        return Base64.getDecoder().decode(in.readLine());
    }

    /** GC.heap_dump collects garbage first, so the dump contains only reachable objects. */
    private static void dump(Path file) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(ProcessHandle.current().pid()),
                        "GC.heap_dump",
                        file.toString())
                .inheritIO()
                .start();
        if (jcmd.waitFor() != 0) {
            throw new IllegalStateException("jcmd failed");
        }
    }
}
