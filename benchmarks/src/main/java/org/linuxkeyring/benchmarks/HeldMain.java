package org.linuxkeyring.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.spec.KeyInfo;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** Measures what needs a kernel that holds keys. Arguments: the C program and the folder for the report. */
final class HeldMain {
    /** On an emulated processor few operations fit into one, and the JIT compiler waits for thousands. */
    private static final int WARMUPS = 20;

    private HeldMain() {}

    public static void main(String[] arguments) throws Exception {
        KeyStore store = Stores.keyring(HeldKeys.SETTINGS);
        KeyPair pair = TestKeys.pair("RSA");
        Certificate[] chain = TestCertificates.chainFor("localhost", pair.getPublic());
        store.setKeyEntry("rsa2048", pair.getPrivate(), null, chain);
        store.setKeyEntry("aes256", new SecretKeySpec(new byte[32], "AES"), null, null);
        Measuring measuring = new Measuring();
        measuring.c(List.of(arguments[0], serial(store, "rsa2048"), serial(store, "aes256")));
        measuring.java("ffm", "HeldKeys\\..*", List.of(Measuring.FOREIGN), WARMUPS);
        Files.writeString(
                Path.of(arguments[1]).resolve("BENCHMARKS-HELD.md"),
                new Report(measuring.measured(), measuring.allocated()).markdown());
    }

    private static String serial(KeyStore store, String alias) throws GeneralSecurityException {
        return Integer.toString(
                KeyInfo.of(store.getKey(alias, null)).orElseThrow().serial());
    }
}
