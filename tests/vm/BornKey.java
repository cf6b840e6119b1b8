import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.spec.KeyInfo;
import org.linuxkeyring.spec.KeyringGenerationSpec;

/**
 * Encrypts a file with a key that is generated in a sealed keystore, whose file it stores, or decrypts it with the key
 * that the keystore's file brings back: {@code encrypt|decrypt KEYSTORE IN OUT}.
 */
public final class BornKey {
    private static final String ALIAS = "born";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private BornKey() {}

    public static void main(String[] arguments) throws Exception {
        LinuxKeyringProvider provider = new LinuxKeyringProvider();
        Security.addProvider(provider);
        Path keyStore = Path.of(arguments[1]);
        byte[] in = Files.readAllBytes(Path.of(arguments[2]));
        Path out = Path.of(arguments[3]);
        if (arguments[0].equals("encrypt")) {
            KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
            generator.init(KeyringGenerationSpec.builder(ALIAS).file(keyStore).build());
            SecretKey key = generator.generateKey();
            KeyringFile file = KeyringFile.of(keyStore);
            file.store(file.load());
            Cipher cipher = Cipher.getInstance(CIPHER, provider);
            cipher.init(Cipher.ENCRYPT_MODE, key);
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            text.write(cipher.getIV());
            text.write(cipher.doFinal(in));
            Files.write(out, text.toByteArray());
            tell("encrypted", key);
        } else {
            SecretKey key = (SecretKey) KeyringFile.of(keyStore).load().getKey(ALIAS, null);
            Cipher cipher = Cipher.getInstance(CIPHER, provider);
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, Arrays.copyOf(in, NONCE)));
            Files.write(out, cipher.doFinal(in, NONCE, in.length - NONCE));
            tell("decrypted", key);
        }
    }

    private static void tell(String what, SecretKey key) {
        KeyInfo.Origin origin = KeyInfo.of(key).orElseThrow().origin();
        System.out.println(what + " with a key of origin " + origin + ", encoded: " + (key.getEncoded() != null));
    }
}
