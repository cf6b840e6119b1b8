package org.linuxkeyring.benchmarks.fleet;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.linuxkeyring.fleet.message.Fingerprint;
import org.linuxkeyring.fleet.message.MachineId;

/** The program itself as a machine's service, with keyrings of the kernel. */
final class RealMachine implements AutoCloseable {
    /** As linuxkeyring-fleet.service has it. */
    private static final List<String> MEMORY = List.of("-Xmx128m", "-XX:+UseSerialGC");

    private final MachineId id;
    private final Path folder;
    private final String endpoints;
    private Process process;

    RealMachine(MachineId id, Path folder, List<URI> endpoints) {
        this.id = id;
        this.folder = folder;
        this.endpoints = endpoints.stream().map(URI::toString).collect(Collectors.joining(","));
    }

    MachineId id() {
        return id;
    }

    /** Has the machine ask for admission, and returns the fingerprint that it prints. */
    Fingerprint enroll(String keyring) throws Exception {
        Process enrolling = program(
                "enroll",
                id.text(),
                "--protection=exportable",
                "--keyring=" + keyring,
                "--identity=" + folder.resolve("machine.keyring"),
                "--endpoints=" + endpoints);
        if (enrolling.waitFor() != 0) {
            throw new IOException("enroll has failed; see " + log());
        }
        return Files.readAllLines(log()).stream()
                .filter(line -> line.startsWith("fingerprint "))
                .map(line -> Fingerprint.of(line.substring("fingerprint ".length())))
                .findFirst()
                .orElseThrow();
    }

    void follow(Path publishers) throws IOException {
        process = program(
                "follow",
                "--identity=" + folder.resolve("machine.keyring"),
                "--publishers=" + publishers,
                "--versions=" + folder.resolve("real-versions"),
                "--endpoints=" + endpoints);
    }

    private Path log() {
        return folder.resolve("real.log");
    }

    private Process program(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "nice",
                "-n",
                "-15",
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(MEMORY);
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path").split(File.pathSeparator)[0],
                "org.linuxkeyring.fleet.command.Main"));
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    /** Returns a field of proc_pid_status(5), such as VmRSS, which is in kB. */
    long status(String field) throws IOException {
        return status(process.pid(), field);
    }

    static long status(long pid, String field) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }
}
