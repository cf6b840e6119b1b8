package org.linuxkeyring.dropin;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Collections;
import java.util.TreeSet;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.linuxkeyring.testing.TlsHandshake;

/**
 * A server that knows the types PKCS12 and JKS alone, by the file's name as ZooKeeper's KeyStoreFileType. It prints the
 * key entries, and makes a handshake with itself. Without a file it does so by the JVM's default SSLContext.
 */
final class ServeByFileName {
    private ServeByFileName() {}

    public static void main(String[] files) throws Exception {
        if (files.length == 0) {
            serve(SSLContext.getDefault());
            System.out.println("served");
        }
        for (String file : files) {
            String type = file.endsWith(".p12") ? "PKCS12" : "JKS";
            KeyStore store = KeyStore.getInstance(type);
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                store.load(in, new char[0]);
            }
            TreeSet<String> keys = new TreeSet<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    keys.add(alias);
                }
            }
            KeyManagerFactory key = KeyManagerFactory.getInstance("PKIX");
            key.init(store, null);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(key.getKeyManagers(), trust.getTrustManagers(), null);
            serve(context);
            System.out.println(store.getType() + " " + String.join(" ", keys) + " served");
        }
    }

    private static void serve(SSLContext context) throws Exception {
        new TlsHandshake(context, context, "TLSv1.3").serverCertificate();
    }
}
