package org.linuxkeyring.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.linuxkeyring.testing.TlsPeer;

/**
 * Eight TLS clients, which know nothing of the keyring. They tell of each handshake: the host that was asked for, when
 * the handshake began and ended, and which certificate the server showed.
 */
final class Clients extends SoakProgram {
    static final String REFUSED = "refused";
    static final String FAILED = "failed";

    private static final int CLIENTS = 8;

    private static final int TIMEOUT_MILLIS = (int) TimeUnit.SECONDS.toMillis(60);

    private static final List<String> HOSTS = hosts();

    private final int port;
    private final List<SSLContext> contexts = new ArrayList<>();
    private final Map<Certificate, String> names;
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);

    private Clients(int port, Identities identities) throws Exception {
        this.port = port;
        for (int client = 0; client < CLIENTS; client++) {
            contexts.add(TlsPeer.context(identities.read(Identities.CLIENT, 0), identities.authority()));
        }
        this.names = identities.names();
    }

    /** Has the port and the folder of identities as its arguments. */
    public static void main(String[] arguments) throws Exception {
        Clients clients = new Clients(Integer.parseInt(arguments[0]), new Identities(Path.of(arguments[1])));
        clients.obey();
        clients.threads.shutdownNow();
    }

    private static List<String> hosts() {
        List<String> hosts = new ArrayList<>(Identities.STANDING_HOSTS);
        hosts.add(Identities.BRIEF_HOST);
        return hosts;
    }

    @Override
    void run(long until) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            SSLContext context = contexts.get(client);
            Random random = new Random(client);
            running.add(threads.submit(() -> shakeHands(context, random, until)));
        }
        for (Future<?> client : running) {
            client.get();
        }
    }

    /** Keeps to the rate: begins each handshake a fixed time after the last began, or at once if that took longer. */
    private Void shakeHands(SSLContext context, Random random, long until) throws InterruptedException {
        long period = TimeUnit.SECONDS.toNanos(CLIENTS) / Soak.RATE;
        long next = System.nanoTime() + (long) (random.nextDouble() * period);
        while (next < until) {
            TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            String host = HOSTS.get(random.nextInt(HOSTS.size()));
            long began = System.currentTimeMillis();
            String shown = shown(context, host, random.nextBoolean() ? "TLSv1.3" : "TLSv1.2");
            tell("handshake", host, began, System.currentTimeMillis(), shown);
            next = Math.max(next + period, System.nanoTime());
        }
        return null;
    }

    /**
     * Makes a full handshake: the session is forgotten before this client, whose context it is, could resume it. The
     * host with an RSA key is asked for in TLS 1.2: only there can a client of JDK 17 say that it wants RSA, and to one
     * that takes either, JSSE offers an EC key before it looks for the host that the client named.
     */
    private String shown(SSLContext context, String host, String protocol) {
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host)));
            if (host.equals(Identities.RSA_HOST)) {
                parameters.setProtocols(new String[] {"TLSv1.2"});
                parameters.setCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"});
            } else {
                parameters.setProtocols(new String[] {protocol});
            }
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            Certificate certificate = socket.getSession().getPeerCertificates()[0];
            int answer = socket.getInputStream().read();
            socket.getSession().invalidate();
            return answer == Server.ANSWER ? names.get(certificate) : FAILED + " without an answer";
        } catch (SSLException e) {
            return REFUSED + " " + e;
        } catch (IOException e) {
            return FAILED + " " + e;
        }
    }
}
