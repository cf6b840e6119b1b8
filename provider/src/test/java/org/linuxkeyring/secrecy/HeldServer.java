package org.linuxkeyring.secrecy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * A TLS server whose key is in a keystore, and which serves until it reads a line. Its arguments are a reference to the
 * keystore, and another to a keystore whose key {@code control} it keeps. It prints the port, its process ID, and at
 * the end that key's algorithm.
 */
public final class HeldServer {
    private HeldServer() {}

    public static void main(String[] arguments) throws Exception {
        Key control = load(Path.of(arguments[1])).getKey("control", null);
        SSLContext context = context(load(Path.of(arguments[0])));
        try (SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread serving = new Thread(() -> serve(server), "serving");
            serving.setDaemon(true);
            serving.start();
            System.out.println(server.getLocalPort());
            System.out.println(ProcessHandle.current().pid());
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII)).readLine();
            // This is reached after the heap was dumped, so the key was reachable in the dump.
            System.out.println(control.getAlgorithm());
        }
    }

    private static KeyStore load(Path reference) throws Exception {
        KeyStore store = KeyStore.getInstance("LINUXKEYRING");
        try (InputStream settings = Files.newInputStream(reference)) {
            store.load(settings, null);
        }
        return store;
    }

    private static SSLContext context(KeyStore store) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, null);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static void serve(SSLServerSocket server) {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        while (true) {
            try {
                SSLSocket client = (SSLSocket) server.accept();
                threads.execute(() -> greet(client));
            } catch (IOException e) {
                // The socket was closed, so the program ends.
                threads.shutdown();
                return;
            }
        }
    }

    private static void greet(SSLSocket client) {
        try (client) {
            client.getOutputStream().write('!');
        } catch (IOException e) {
            // The client reports the failure.
            throw new UncheckedIOException(e);
        }
    }
}
