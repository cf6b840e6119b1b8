package org.linuxkeyring.secrecy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.BackgroundProgram;
import org.linuxkeyring.testing.Child;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;

/** The live objects of a server with opaque keys contain no part of the keys that it serves with. */
@Tag("kernel")
class OpaqueHeapIT {
    @TempDir
    private Path folder;

    private final SecureRandom random = new SecureRandom();

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void aServersHeapHoldsNothingOfTheKeysThatItServesWith(Jdk jdk) throws Exception {
        try (ScratchKeyring served = ScratchKeyring.of(Backend.KERNEL);
                ScratchKeyring readable = ScratchKeyring.of(Backend.KERNEL)) {
            Map<String, byte[]> secrets = store(served);
            Map<String, byte[]> controls = store(readable);
            Path dump = folder.resolve("heap.hprof");
            try (BackgroundProgram server = serve(jdk, reference(served, "keys=opaque"), reference(readable, ""))) {
                String process = server.nextLine();
                // Without -all, the JVM collects garbage and dumps live objects alone.
                Child.of(jdk.tool("jcmd").toString(), process, "GC.heap_dump", dump.toString())
                        .run()
                        .succeeded();
                server.say("end");
                assertEquals("6", server.nextLine());
            }
            HeapDump heap = HeapDump.of(dump);
            assertEquals(controls.keySet(), heap.foundWindows(controls), "not even the keys that are there are found");
            assertEquals(Set.of(), heap.foundWindows(secrets));
        }
    }

    /** Stores an RSA, an EC and an AES key, and returns their secret numbers. */
    private Map<String, byte[]> store(ScratchKeyring keyring) throws Exception {
        KeyStore store = keyring.keyStore();
        KeyPair rsa = TestKeys.fresh("RSA");
        KeyPair ec = TestKeys.fresh("EC/secp256r1");
        byte[] aes = new byte[32];
        random.nextBytes(aes);
        set(store, "rsa", rsa.getPrivate(), rsa);
        set(store, "ec", ec.getPrivate(), ec);
        store.setKeyEntry("aes", new SecretKeySpec(aes, "AES"), null, null);
        Map<String, byte[]> secrets = new TreeMap<>(HeapDump.secretsOf((RSAPrivateCrtKey) rsa.getPrivate()));
        secrets.put("s", HeapDump.magnitude(((ECPrivateKey) ec.getPrivate()).getS()));
        secrets.put("aes", aes);
        return secrets;
    }

    private static void set(KeyStore store, String alias, Key key, KeyPair pair) throws Exception {
        store.setKeyEntry(alias, key, null, TestCertificates.chain(pair.getPublic(), 1));
    }

    private Path reference(ScratchKeyring keyring, String more) throws Exception {
        return Files.writeString(
                folder.resolve(Integer.toString(keyring.serial())), "keyring=" + keyring.serial() + "\n" + more + "\n");
    }

    private BackgroundProgram serve(Jdk jdk, Path served, Path readable) throws Exception {
        Path security = Files.writeString(folder.resolve("java.security"), "security.provider.13=LinuxKeyring\n");
        ChildJvm jvm = ChildJvm.of(jdk)
                .classPath(List.of(Jars.all()))
                .options(
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        HeapDump.NO_DEAD_OBJECTS,
                        "-Djava.security.properties=" + security);
        return new BackgroundProgram(jvm.commandLine(OpaqueServer.class, served.toString(), readable.toString()));
    }
}
