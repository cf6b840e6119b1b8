package org.linuxkeyring.recipes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.linuxkeyring.testing.Child;

/**
 * A database server of a test's own, which takes connections over TLS from clients with a certificate, and no others.
 */
final class Postgres implements AutoCloseable {
    /** Runs the server where the test runs as root, which the server refuses; Debian's package makes the user. */
    private static final String USER = "postgres";

    private final Path programs;
    private final Path data;
    private final int port;

    private Postgres(Path programs, Path data, int port) {
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    /** Skips the test where PostgreSQL is not installed as Debian does it. */
    static Postgres start(Peer peer, Path folder) throws IOException, GeneralSecurityException {
        Postgres server = new Postgres(programs(), Files.createDirectory(folder.resolve("data")), freePort());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        server.own(server.data);
        server.run("initdb", "--pgdata=" + server.data, "--username=shop", "--no-sync", "--auth=reject");
        server.own(peer.key(server.data));
        peer.chain(server.data);
        Peer.root(server.data);
        server.write("postgresql.conf", """
                listen_addresses = 'localhost'
                port = %d
                unix_socket_directories = ''
                fsync = off
                ssl = on
                ssl_cert_file = 'peer.crt'
                ssl_key_file = 'peer.key'
                ssl_ca_file = 'root.crt'
                """.formatted(server.port));
        server.write("pg_hba.conf", "hostssl all all localhost cert map=leaves\n");
        server.write("pg_ident.conf", "leaves /^leaf shop\n");
        server.run("pg_ctl", "--pgdata=" + server.data, "--log=" + server.data + "/log", "--wait", "start");
        return server;
    }

    /** JDBC's, with the role of clients that show a leaf certificate. */
    String url() {
        return "jdbc:postgresql://localhost:" + port + "/postgres?user=shop";
    }

    @Override
    public void close() {
        run("pg_ctl", "--pgdata=" + data, "--mode=immediate", "stop");
    }

    private static Path programs() {
        File[] versions = new File("/usr/lib/postgresql").listFiles();
        assumeTrue(versions != null, "PostgreSQL is not installed: apt-get install postgresql");
        return Arrays.stream(versions)
                .max(Comparator.comparingInt(version -> Integer.parseInt(version.getName())))
                .map(version -> version.toPath().resolve("bin"))
                .orElseThrow();
    }

    /** The server takes no port 0. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(data.resolve(file), text);
    }

    /** The key has to be the server's own, and no one else's to read. */
    private void own(Path file) throws IOException {
        boolean folder = Files.isDirectory(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(folder ? "rwx------" : "rw-------"));
        if (root()) {
            Files.setOwner(
                    file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
        }
    }

    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (root()) {
            command.addAll(List.of("setpriv", "--reuid", USER, "--regid", USER, "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        Child.of(command).run().succeeded();
    }

    private static boolean root() {
        return System.getProperty("user.name").equals("root");
    }
}
