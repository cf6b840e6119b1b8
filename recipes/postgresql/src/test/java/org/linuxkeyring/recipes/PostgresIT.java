package org.linuxkeyring.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.recipes.Service.CLIENT;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Security;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The PostgreSQL JDBC driver logs in with a certificate, and a key, that are in a keyring. */
class PostgresIT {
    @TempDir
    Path folder;

    @Test
    void theDefaultContextsKeyLogsInAndTheNextConnectionShowsTheRenewedCertificate() throws Exception {
        try (Service service = Service.start(CLIENT);
                Postgres server = Postgres.start(service.peer(), folder)) {
            System.setProperty("javax.net.ssl.keyStoreType", "LINUXKEYRING");
            System.setProperty(
                    "javax.net.ssl.keyStore",
                    service.keys(folder, "writes=never").toString());
            System.setProperty("javax.net.ssl.trustStoreType", "LINUXKEYRING");
            System.setProperty(
                    "javax.net.ssl.trustStore",
                    service.trust(folder, "writes=never").toString());
            Security.setProperty("ssl.KeyManagerFactory.algorithm", "LINUXKEYRING");
            Properties connection = new Properties();
            connection.setProperty("sslmode", "verify-full");
            connection.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");

            assertEquals(new Seen("TLSv1.3", service.certificate(CLIENT).getSerialNumber()), seen(server, connection));
            assertEquals(List.of(), service.changes());

            service.renew(CLIENT);

            assertEquals(new Seen("TLSv1.3", service.certificate(CLIENT).getSerialNumber()), seen(server, connection));
        }
    }

    @Test
    void aSocketFactoryOfOnesOwnLogsInAndTheNextConnectionShowsTheRenewedCertificate() throws Exception {
        try (Service service = Service.start(CLIENT);
                Postgres server = Postgres.start(service.peer(), folder)) {
            Properties connection = ownFactory(service);

            assertEquals(new Seen("TLSv1.3", service.certificate(CLIENT).getSerialNumber()), seen(server, connection));
            assertEquals(List.of(), service.changes());

            service.renew(CLIENT);

            assertEquals(new Seen("TLSv1.3", service.certificate(CLIENT).getSerialNumber()), seen(server, connection));
        }
    }

    @Test
    void aKeyThatTheKernelHoldsLogsIn() throws Exception {
        try (Service service = Service.start(CLIENT)) {
            service.hold(CLIENT);
            try (Postgres server = Postgres.start(service.peer(), folder)) {
                assertEquals(
                        new Seen("TLSv1.3", service.certificate(CLIENT).getSerialNumber()),
                        seen(server, ownFactory(service)));
            }
        }
    }

    @Test
    void theDriversOwnSslkeyTakesNoKeystoreOfAnotherType() throws Exception {
        try (Service service = Service.start(CLIENT);
                Postgres server = Postgres.start(service.peer(), folder)) {
            Path keys = service.keys(folder, "writes=never");
            Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
            Properties connection = new Properties();
            connection.setProperty("sslmode", "verify-full");
            connection.setProperty("sslrootcert", Peer.root(folder).toString());
            connection.setProperty("sslcert", keys.toString());
            connection.setProperty("sslkey", keys.toString());

            SQLException refused = assertThrows(SQLException.class, () -> seen(server, connection));

            assertTrue(refused.getMessage().startsWith("Loading the SSL certificate"), refused::getMessage);
        }
    }

    private Properties ownFactory(Service service) throws IOException {
        Properties connection = new Properties();
        connection.setProperty("sslmode", "verify-full");
        connection.setProperty("sslfactory", KeyringSocketFactory.class.getName());
        connection.setProperty("keys", service.keys(folder, "writes=never").toString());
        connection.setProperty("trust", service.trust(folder, "writes=never").toString());
        return connection;
    }

    private static Seen seen(Postgres server, Properties properties) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url(), properties);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select version, client_serial from pg_stat_ssl where pid = pg_backend_pid()")) {
            row.next();
            return new Seen(
                    row.getString("version"), row.getBigDecimal("client_serial").toBigIntegerExact());
        }
    }

    /** What the server knows of the connection: protocol, and serial number of the client's certificate. */
    private record Seen(String protocol, BigInteger client) {}
}
