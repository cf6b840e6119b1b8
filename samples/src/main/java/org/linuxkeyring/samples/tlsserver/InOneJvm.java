package org.linuxkeyring.samples.tlsserver;

import com.sun.net.httpserver.HttpsServer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;

/** Import, server and client in one JVM: backend=memory keeps the entries where no other process sees them. */
public final class InOneJvm {
    private static final String ALIAS = "server";

    private InOneJvm() {}

    /** Takes the PKCS#12 file, its password, and the files that name the server's keyring and the client's. */
    public static void main(String[] args) throws IOException, GeneralSecurityException, InterruptedException {
        char[] password = args[1].toCharArray();
        KeyStore file = KeyStore.getInstance(new File(args[0]), password);
        Path serverReference = Path.of(args[2]);
        Path clientReference = Path.of(args[3]);

        Certificate[] chain = file.getCertificateChain(ALIAS);
        load(serverReference).setKeyEntry(ALIAS, file.getKey(ALIAS, password), null, chain);
        load(clientReference).setCertificateEntry(ALIAS, chain[0]);

        HttpsServer server = Server.start(serverReference);
        System.out.println("Serving " + Server.address(server));
        Client.ask(clientReference, URI.create(Server.address(server)));
        server.stop(0);
    }

    private static KeyStore load(Path reference) throws IOException, GeneralSecurityException {
        KeyStore keyStore = KeyStore.getInstance("LINUXKEYRING");
        try (InputStream settings = Files.newInputStream(reference)) {
            keyStore.load(settings, null);
        }
        return keyStore;
    }
}
