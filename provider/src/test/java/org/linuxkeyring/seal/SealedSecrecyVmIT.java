package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.held.PretendedKernel;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.spec.Seal;
import org.linuxkeyring.testing.BackgroundProgram;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jars;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Programs;

/**
 * A process that loads and stores a sealed keystore has neither the key-encryption key nor, of an entry whose key the
 * kernel holds, that key. The test knows both, since it made the master key of an {@code encrypted} key.
 */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class SealedSecrecyVmIT extends OnSealedKeyStores {
    private static final String CALLS = "add_key,keyctl,request_key,setsockopt,sendmsg,recvmsg,read,write";

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

    @Test
    void neitherMemoryNorCallsOfAProcessHaveTheKeyEncryptionKey() throws Exception {
        assumeTrue(Programs.work(List.of("strace", "-V")), "strace is not installed");
        KeyStore store = opened(settings().protection(Protection.KERNEL_HELD));
        byte[] secret = MessageDigest.getInstance("SHA-256").digest(KernelMachine.MASTER);
        store.setEntry("aes", new KeyStore.SecretKeyEntry(new SecretKeySpec(secret, "AES")), null);
        byte[] file = stored(store);
        SealedKeyring sealed = SealedKeyring.read(
                SealedText.read(new ByteArrayInputStream(file)).sealed().orElseThrow());
        byte[] kek = keyEncryptionKey(sealed.head().key().blob());
        assertTrue(
                sealed.isSealedBy(
                        new SealingKey(new PretendedKernel().hold("AES", kek).key())),
                "the test does not know the key");
        machine().reboot();

        Path path = Files.write(folder.resolve("shop.keyring"), file);
        Path trace = folder.resolve("trace");
        List<String> program = ChildJvm.of(Jdk.installed().get(0))
                .classPath(List.of(Jars.all()))
                .commandLine(SealedServer.class, path.toString());
        List<String> traced = Stream.concat(
                        Stream.of("strace", "-f", "-xx", "-s", "4096", "-e", "trace=" + CALLS, "-o", trace.toString()),
                        program.stream())
                .toList();
        try (BackgroundProgram server = new BackgroundProgram(traced)) {
            ProcessMemory memory = new ProcessMemory(server.nextLine());
            assertTrue(memory.has(Arrays.copyOf(sealed.head().id(), 12)), "not even the file is found");
            assertFalse(memory.has(Arrays.copyOf(kek, 16)), "the key-encryption key");
            assertFalse(memory.has(Arrays.copyOfRange(kek, 16, 32)), "the key-encryption key");
            assertFalse(memory.has(secret), "the key that the kernel holds");
            server.say("end");
            server.outcome();
        }
        String calls = Files.readString(trace, StandardCharsets.US_ASCII);
        assertTrue(calls.contains("add_key"), "nothing was traced");
        assertFalse(calls.contains(escaped(kek, 0)));
        assertFalse(calls.contains(escaped(kek, 16)));
    }

    /** Returns 16 bytes as strace writes them. */
    private static String escaped(byte[] key, int from) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < from + 16; i++) {
            text.append(String.format("\\x%02x", key[i]));
        }
        return text.toString();
    }

    /**
     * Decrypts the blob of an {@code encrypted} key: format, master, length, and in hex an initialization vector, a
     * zero, the key in AES-256-CBC, and a MAC (security/keys/encrypted-keys/encrypted.c, get_derived_key and
     * derived_key_decrypt).
     */
    private static byte[] keyEncryptionKey(byte[] blob) throws GeneralSecurityException {
        byte[] hex = HexFormat.of().parseHex(new String(blob, StandardCharsets.US_ASCII).split(" ")[3].strip());
        byte[] derived = new byte["AUTH_KEY".length() + 1 + KernelMachine.MASTER.length];
        byte[] label = "ENC_KEY".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(label, 0, derived, 0, label.length);
        System.arraycopy(KernelMachine.MASTER, 0, derived, label.length + 1, KernelMachine.MASTER.length);
        byte[] key = MessageDigest.getInstance("SHA-256").digest(derived);
        Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(hex, 0, 16));
        return cipher.doFinal(hex, 17, 32);
    }
}
