package org.linuxkeyring.fleet.command;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.Terminal;
import org.linuxkeyring.fleet.message.TestFleet;
import org.linuxkeyring.fleet.store.MemoryStore;
import org.linuxkeyring.held.rsa.SelfSignedCertificate;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.testing.TestKeys;

/** The program on keyrings and a store in this process's memory, with a publisher's key. */
final class Program {
    private static final Pattern FINGERPRINT = Pattern.compile("fingerprint ([0-9a-f]{64})\n");

    final MemoryStore store = new MemoryStore();

    /** What opens the store that options name. */
    FleetContext.Stores stores = options -> store;

    private final Path folder;

    Program(Path folder) throws Exception {
        this.folder = folder;
        KeyPair pair = TestKeys.pair("RSA");
        X509Certificate certificate =
                SelfSignedCertificate.of(pair, SelfSignedCertificate.named("publisher"), Duration.ofDays(1));
        KeyStore keyStore = KeyStore.getInstance(KeyringKeyStore.TYPE, new LinuxKeyringProvider());
        keyStore.load(settings().keyring("@u/publisher").create(true).build());
        keyStore.setKeyEntry("publisher", pair.getPrivate(), null, new X509Certificate[] {certificate});
        KeyringFile.of(folder.resolve("publisher.keyring")).store(keyStore);
        Files.writeString(folder.resolve("publisher.pem"), pem("CERTIFICATE", certificate.getEncoded()));
    }

    static KeyringLoadStoreParameter.Builder settings() {
        return KeyringLoadStoreParameter.builder().backend(Backend.MEMORY);
    }

    static String pem(String label, byte[] encoded) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + label
                + "-----\n";
    }

    /** Writes a PEM file of a key with its certificate. */
    String file(String name, PrivateKey key, X509Certificate certificate) throws Exception {
        Path file = folder.resolve(name);
        Files.writeString(file, pem("PRIVATE KEY", key.getEncoded()) + pem("CERTIFICATE", certificate.getEncoded()));
        return file.toString();
    }

    String path(String name) {
        return folder.resolve(name).toString();
    }

    /** What a command has printed. */
    record Printed(int status, String out, String err) {
        String fingerprint() {
            Matcher matcher = FINGERPRINT.matcher(out);
            if (!matcher.find()) {
                throw new AssertionError(out + err);
            }
            return matcher.group(1);
        }
    }

    Printed run(String... args) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CommandContext process = new CommandContext(
                () -> {
                    throw new IllegalStateException("no command asks the kernel itself");
                },
                Program::settings,
                new NoTerminal(),
                new ByteArrayInputStream("changeit\n".getBytes(StandardCharsets.US_ASCII)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        FleetContext context = new FleetContext(process, stores, Clock.fixed(TestFleet.PUBLISHED, ZoneOffset.UTC));
        int status = new Interpreter(context, folder.resolve("fleet.properties")).run(List.of(args));
        return new Printed(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs a command with the publisher's key. */
    Printed publisher(String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(
                List.of("--sign-with", "publisher", "--keystore", path("publisher.keyring"), "--state", path("state")));
        return run(all.toArray(String[]::new));
    }

    Printed enroll(String machine, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "enroll",
                machine,
                "--identity",
                path(machine),
                "--keyring",
                "@u/" + machine,
                "--endpoints",
                "http://etcd:2379"));
        all.addAll(List.of(options));
        return run(all.toArray(String[]::new));
    }

    private static final class NoTerminal implements Terminal {
        @Override
        public Optional<char[]> readPassword(String prompt) {
            return Optional.empty();
        }

        @Override
        public boolean showsOutput() {
            return false;
        }

        @Override
        public boolean isOutput() {
            return false;
        }

        @Override
        public OptionalInt columns() {
            return OptionalInt.empty();
        }

        @Override
        public boolean isErrorOutput() {
            return false;
        }
    }
}
