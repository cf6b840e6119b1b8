package org.linuxkeyring.possession;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.TreeSet;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.linuxkeyring.LinuxKeyringProvider;

/**
 * A program that looks for the keys that another user planted in the session. It prints on separate lines the aliases,
 * the entries {@code web} and {@code root}, and the authorities that the trust manager trusts; then it stores
 * {@code web}, prints the entry and deletes it. If the keystore does not load, it prints the exception's message.
 */
public final class SharedSession {
    private SharedSession() {}

    public static void main(String[] arguments) throws Exception {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        try {
            store.load(null, null);
        } catch (IOException e) {
            System.out.println(e.getMessage());
            return;
        }
        System.out.println("aliases " + new TreeSet<>(Collections.list(store.aliases())));
        tell("web", store);
        tell("root", store);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            System.out.println("trusts "
                    + Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers())
                            .map(X509Certificate::getSubjectX500Principal)
                            .toList());
        }
        byte[] own = "own".getBytes(StandardCharsets.UTF_8);
        store.setKeyEntry("web", new SecretKeySpec(own, "RAW"), null, null);
        tell("web", store);
        store.deleteEntry("web");
        tell("web", store);
    }

    private static void tell(String alias, KeyStore store) throws Exception {
        java.security.Key key = store.getKey(alias, null);
        System.out.println(alias + " " + store.containsAlias(alias) + " "
                + (key == null ? store.getCertificate(alias) : new String(key.getEncoded(), StandardCharsets.UTF_8)));
    }
}
