import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stores entries of all kinds by the released jar on the class path, and writes what a later version has to find in
 * them. It uses no more than the first release had. Arguments: a PKCS#12 file, and the folder for the vectors.
 */
class MakeVectors {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String FIRST_LINE = "# LINUXKEYRING keystore: a reference to a keyring, holds no keys\n";

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        KeyStore source = KeyStore.getInstance(Path.of(arguments[0]).toFile(), PASSWORD);
        KeyStore store = open("keyring=@s/vectors\ncreate=true\n");
        for (String alias : Collections.list(source.aliases())) {
            if (source.isKeyEntry(alias)) {
                store.setKeyEntry(alias, source.getKey(alias, PASSWORD), null, source.getCertificateChain(alias));
            } else {
                store.setCertificateEntry(alias, source.getCertificate(alias));
            }
        }
        store.setCertificateEntry("trusted", source.getCertificate("ca"));
        store.setKeyEntry("protected", source.getKey("ec", PASSWORD), PASSWORD, source.getCertificateChain("ec"));
        store.setKeyEntry("encrypted", encrypted(source.getKey("ec", PASSWORD)), source.getCertificateChain("ec"));
        byte[] bytes = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
        store.setKeyEntry("aes", new SecretKeySpec(bytes, "AES"), null, null);
        store.setKeyEntry("hmac", new SecretKeySpec(bytes, "HmacSHA256"), null, null);
        store.setKeyEntry("chacha20", new SecretKeySpec(bytes, "ChaCha20"), null, null);
        store.setKeyEntry("secret-protected", new SecretKeySpec(bytes, "AES"), PASSWORD, null);
        KeyStore ending = open("keyring=@s/vectors\ntimeout=60y\n".replace("60y", Long.toString(60L * 365 * 86400)));
        ending.setKeyEntry("ending", new SecretKeySpec(bytes, "AES"), null, null);

        List<String> facts = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            facts.add(alias + "=" + facts(store, alias));
        }
        Collections.sort(facts);
        Files.write(folder.resolve("expected.properties"), facts);
        try (OutputStream file = Files.newOutputStream(folder.resolve("reference.properties"))) {
            open("keyring=@u/vectors\nbackend=memory\ncreate=true\npermissions=0x3f3f0000\n").store(file, null);
        }
    }

    private static KeyStore open(String settings) throws Exception {
        Provider provider = (Provider) Class.forName("org.linuxkeyring.LinuxKeyringProvider")
                .getConstructor()
                .newInstance();
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", provider);
        store.load(new java.io.ByteArrayInputStream((FIRST_LINE + settings).getBytes("UTF-8")), null);
        return store;
    }

    private static byte[] encrypted(Key key) throws Exception {
        String scheme = "PBEWithSHA1AndDESede";
        Cipher cipher = Cipher.getInstance(scheme);
        cipher.init(Cipher.ENCRYPT_MODE, SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(PASSWORD)));
        return new EncryptedPrivateKeyInfo(cipher.getParameters(), cipher.doFinal(key.getEncoded())).getEncoded();
    }

    /** The same as in VectorsTest. */
    private static String facts(KeyStore store, String alias) throws Exception {
        MessageDigest chain = MessageDigest.getInstance("SHA-256");
        Certificate[] certificates = store.getCertificateChain(alias);
        Certificate only = store.getCertificate(alias);
        Certificate[] alone = only == null ? new Certificate[0] : new Certificate[] {only};
        for (Certificate each : certificates == null ? alone : certificates) {
            chain.update(each.getEncoded());
        }
        String key = "none";
        if (store.isKeyEntry(alias)) {
            Key found = store.getKey(alias, PASSWORD);
            key = found.getAlgorithm() + ":" + hex(MessageDigest.getInstance("SHA-256").digest(found.getEncoded()));
        }
        return key + " " + hex(chain.digest()) + " " + store.getCreationDate(alias).getTime();
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest, 0, 8);
    }
}
