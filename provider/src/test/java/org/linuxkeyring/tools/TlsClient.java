package org.linuxkeyring.tools;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A program that does not know of keystores. It connects by each protocol, and prints the names by which client and
 * server know each other. Its arguments are the port and the protocols.
 */
public final class TlsClient {
    private TlsClient() {}

    public static void main(String[] arguments) throws Exception {
        for (int i = 1; i < arguments.length; i++) {
            try (SSLSocket server = (SSLSocket) SSLContext.getDefault()
                    .getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]))) {
                server.setEnabledProtocols(new String[] {arguments[i]});
                String own = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))
                        .readLine();
                String name = server.getSession().getPeerPrincipal().getName();
                System.out.println(line(server.getSession().getProtocol(), name, own));
            }
        }
    }

    static String line(String protocol, String server, String client) {
        return protocol + ": " + server + " to " + client;
    }
}
