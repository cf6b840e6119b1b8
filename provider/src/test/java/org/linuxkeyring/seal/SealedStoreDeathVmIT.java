package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.seal.file.LoadAndStoreOnDemand;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Seal;
import org.linuxkeyring.testing.BackgroundProgram;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Injection;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.TestCertificates;

/**
 * Whichever system call on keys or files is the last before a process is killed by SIGKILL that loads and stores a
 * sealed keystore: the file is the old or the new one, whole, and all its entries come back after a reboot. This takes
 * a virtual machine with a kernel that seals, where JVMs start slowly.
 */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class SealedStoreDeathVmIT extends OnSealedKeyStores {
    private static final int KILLED = 128 + 9;

    /** Before how many of the calls a process is killed, at least 2; a JVM for each takes its time in the emulator. */
    private static final int DEATHS = Integer.getInteger("sealed.deaths", Integer.MAX_VALUE);

    /** Calls that change nothing: a process that is killed before one leaves what it leaves before the next change. */
    private static final Pattern READING = Pattern.compile("\\w*stat\\w*|access|readlink");

    private static final Pattern CALL = Pattern.compile("^(\\w+)\\(.*", Pattern.MULTILINE);
    private static final Pattern READING_KEYS =
            Pattern.compile("keyctl\\((KEYCTL_)?(READ|SEARCH|DESCRIBE|GET_KEYRING_ID|0xb\\b|0xa\\b|0x6\\b|0\\b).*");

    private static final SecretKey HELD =
            new SecretKeySpec("of the kernel's, never read back".getBytes(StandardCharsets.US_ASCII), "HmacSHA256");

    @TempDir
    private Path folder;

    private KernelMachine kernel;

    @Override
    KernelMachine machine() {
        if (kernel == null) {
            kernel = new KernelMachine(Seal.of("encrypted:user:linuxkeyring-test"));
        }
        return kernel;
    }

    /** A system call, counted by its name from 1. */
    private record NthCall(String name, int nth) {}

    @Test
    void aKilledProcessLeavesTheOldFileOrTheNewWithAllEntries() throws Exception {
        byte[] first = sealed();
        byte[] second;
        List<NthCall> calls;
        put(first, first);
        try (BackgroundProgram program = program()) {
            String thread = program.nextLine();
            stored(program);
            second = Files.readAllBytes(file());
            calls = calls(program, thread);
        }
        TreeSet<Boolean> isOld = new TreeSet<>();
        for (NthCall call : chosen(calls)) {
            put(first, second);
            try (BackgroundProgram program = program()) {
                String thread = program.nextLine();
                // Classes are loaded and the program is warm after one store into a file that is then put back.
                stored(program);
                put(first, second);
                try (Injection deadly = Injection.killBeforeChange(thread, call.name, call.nth)) {
                    program.say("");
                    assertEquals(KILLED, program.outcome().status(), call::toString);
                    assertTrue(deadly.trace().contains("+++ killed by SIGKILL +++"), call::toString);
                }
            }
            byte[] now = Files.readAllBytes(file());
            byte[] kept = Files.readAllBytes(before());
            isOld.add(Arrays.equals(now, second));
            requireAll(KeyStoreOn.load(machine().keyctl(), now), call + ", before a reboot");
            requireAll(afterReboot(now), call.toString());
            requireAll(afterReboot(kept), "the file before, " + call);
            assertFalse(
                    Arrays.equals(kept, first) && !Arrays.equals(now, second), () -> call + " loses the file before");
        }
        assertEquals(new TreeSet<>(List.of(true, false)), isOld, "one of the two is left at some call");
        System.out.println("Killed before " + chosen(calls).size() + " of " + calls.size() + " calls");
    }

    /** Returns the first and the last call, and as many between them as are wanted. */
    private static List<NthCall> chosen(List<NthCall> calls) {
        int deaths = Math.min(DEATHS, calls.size());
        return IntStream.range(0, deaths)
                .mapToObj(i -> calls.get(i * (calls.size() - 1) / (deaths - 1)))
                .toList();
    }

    private byte[] sealed() throws Exception {
        KeyStore store = opened();
        store.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        store.setCertificateEntry("ca", TestCertificates.root());
        store.setEntry(
                "held",
                new KeyStore.SecretKeyEntry(HELD),
                KeyringProtection.builder().kernelHeld().build());
        return stored(store);
    }

    private void put(byte[] before, byte[] now) throws IOException {
        Files.write(before(), before);
        Files.write(file(), now);
    }

    private List<NthCall> calls(BackgroundProgram program, String thread) throws IOException {
        String trace;
        try (Injection untouched = Injection.killBeforeChange(thread, "keyctl", 65_535)) {
            stored(program);
            trace = untouched.trace();
        }
        Map<String, Integer> made = new HashMap<>();
        List<NthCall> calls = new ArrayList<>();
        CALL.matcher(trace)
                .results()
                .takeWhile(call -> !call.group().startsWith("write(1,"))
                .forEach(call -> {
                    int nth = made.merge(call.group(1), 1, Integer::sum);
                    if (!READING.matcher(call.group(1)).matches()
                            && !READING_KEYS.matcher(call.group()).matches()) {
                        calls.add(new NthCall(call.group(1), nth));
                    }
                });
        assertTrue(calls.stream().anyMatch(call -> call.name.startsWith("rename")), trace);
        return calls;
    }

    private BackgroundProgram program() throws IOException {
        return new BackgroundProgram(ChildJvm.of(Jdk.installed().get(0))
                .options("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
                .classPath(List.of(Jars.all()))
                .commandLine(LoadAndStoreOnDemand.class, file().toString()));
    }

    private static void stored(BackgroundProgram program) throws IOException {
        program.say("");
        assertEquals("stored", program.nextLine());
    }

    private static void requireAll(KeyStore loaded, String when) throws Exception {
        List<String> aliases = new ArrayList<>(Collections.list(loaded.aliases()));
        Collections.sort(aliases);
        assertEquals(List.of("aes", "ca", "held"), aliases, when);
        assertEquals(KEY, loaded.getKey("aes", null), when);
        Mac ofKernel = Mac.getInstance("HmacSHA256", new LinuxKeyringProvider());
        ofKernel.init(loaded.getKey("held", null));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(HELD);
        assertArrayEquals(mac.doFinal(), ofKernel.doFinal(), when);
    }

    private Path file() {
        return folder.resolve("shop.keyring");
    }

    private Path before() {
        return folder.resolve("shop.keyring~");
    }
}
