package org.linuxkeyring.tools;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * A program that does not know of keystores. It sends each client the name in the client's certificate, and prints the
 * port that it listens on.
 */
public final class TlsServer {
    private TlsServer() {}

    public static void main(String[] arguments) throws Exception {
        try (SSLServerSocket server = (SSLServerSocket) SSLContext.getDefault()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setNeedClientAuth(true);
            System.out.println(server.getLocalPort());
            while (true) {
                try (SSLSocket client = (SSLSocket) server.accept()) {
                    String name = client.getSession().getPeerPrincipal().getName();
                    client.getOutputStream().write((name + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }
}
