package org.linuxkeyring.seal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.linuxkeyring.LinuxKeyringProvider;

/**
 * A program that loads a sealed keystore from the file of its first argument, uses its kernel-held entry {@code aes},
 * stores it, tells its process, and ends when its standard input does.
 */
public final class SealedServer {
    private SealedServer() {}

    public static void main(String[] arguments) throws Exception {
        LinuxKeyringProvider provider = new LinuxKeyringProvider();
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", provider);
        store.load(new ByteArrayInputStream(Files.readAllBytes(Path.of(arguments[0]))), null);
        Mac mac = Mac.getInstance("HmacSHA256", provider);
        mac.init((SecretKey) store.getKey("aes", null));
        mac.doFinal();
        store.store(new ByteArrayOutputStream(), null);
        System.out.println(ProcessHandle.current().pid());
        System.in.read();
    }
}
