package org.linuxkeyring.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import java.util.Collections;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.linuxkeyring.LinuxKeyringProvider;

/**
 * A TLS server whose certificates, authorities and secret key are in the keyring, and are replaced there while it
 * serves. It demands certificates of its clients, and answers each with a byte.
 */
final class Server extends SoakProgram {
    static final String TOKEN = "token";
    static final int ANSWER = '!';

    private static final int THREADS = 8;

    /** As applications that read their configuration anew do, each so many requests. */
    private static final int REQUESTS_PER_LOAD = 16;

    /** In seconds. JSSE keeps the sessions of TLS 1.2 a day long and up to 20,480, which would look like a leak. */
    private static final int SESSION_LIFE = 1;

    private static final int SESSIONS = 16;

    private final String keyring;
    private final KeyStore store;
    private final SSLServerSocket socket;
    private final AtomicInteger requests = new AtomicInteger();

    private Server(String keyring) throws Exception {
        this.keyring = keyring;
        this.store = load(keyring);
        this.socket = (SSLServerSocket)
                context(store).getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(true);
    }

    /** Has the keyring as its argument, and tells the port. */
    public static void main(String[] arguments) throws Exception {
        Security.addProvider(new LinuxKeyringProvider());
        Server server = new Server(arguments[0]);
        tell(server.socket.getLocalPort());
        daemon(server::serve).start();
        server.obey();
    }

    /** Makes a thread that ends with the program's commands. */
    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "serving");
        thread.setDaemon(true);
        return thread;
    }

    /** It serves all the time. */
    @Override
    void run(long until) {
        throw new IllegalStateException("it runs already");
    }

    private static SSLContext context(KeyStore store) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("LINUXKEYRING");
        keys.init(store, null);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("LINUXKEYRING");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        context.getServerSessionContext().setSessionTimeout(SESSION_LIFE);
        context.getServerSessionContext().setSessionCacheSize(SESSIONS);
        return context;
    }

    private void serve() {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, Server::daemon);
        while (true) {
            try {
                SSLSocket client = (SSLSocket) socket.accept();
                threads.execute(() -> answer(client));
            } catch (IOException e) {
                throw new IllegalStateException("it can accept no more", e);
            }
        }
    }

    private void answer(SSLSocket client) {
        try (client) {
            client.startHandshake();
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(store.getKey(TOKEN, null));
            mac.doFinal(client.getSession().getPeerHost().getBytes(StandardCharsets.UTF_8));
            if (requests.incrementAndGet() % REQUESTS_PER_LOAD == 0) {
                readAll(load(keyring));
            }
            client.getOutputStream().write(ANSWER);
        } catch (IOException e) {
            // The client tells of it, and whether it was to be.
            requests.incrementAndGet();
        } catch (Exception e) {
            // The client waits for the answer in vain, and tells that.
            e.printStackTrace();
        }
    }

    /** Entries come and go meanwhile, so an alias may have no entry any more, or one that has expired. */
    private static void readAll(KeyStore store) throws GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
            store.isKeyEntry(alias);
            store.getCertificateChain(alias);
            store.getCreationDate(alias);
        }
    }
}
