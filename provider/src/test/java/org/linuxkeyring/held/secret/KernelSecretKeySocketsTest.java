package org.linuxkeyring.held.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.held.secret.LogonKeys.hold;
import static org.linuxkeyring.held.secret.SecretKeys.PROVIDER;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.ProviderException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.fixture.FreshSession;

/**
 * Operations with kernel-held secret keys leave no socket open, and take messages of all sizes that the kernel does.
 */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class KernelSecretKeySocketsTest {
    private static final String GCM = "AES/GCM/NoPadding";
    private static final GCMParameterSpec GCM_IV = new GCMParameterSpec(128, new byte[12]);
    private static final IvParameterSpec IV = new IvParameterSpec(new byte[16]);

    /**
     * More than a socket holds without CAP_NET_ADMIN at the usual net.core.wmem_max, and more than one with it can work
     * on.
     */
    private static final int TOO_LARGE = 80 << 20;

    private static final int OPERATIONS = Integer.getInteger("held.operations", 10_000);

    @BeforeAll
    static void assumeSockets() throws Throwable {
        LogonKeys.assumeSockets();
    }

    /** Open sockets of this process, by inode. */
    private static Set<String> sockets() {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(KernelSecretKeySocketsTest::target)
                    .filter(target -> target.startsWith("socket:"))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }

    @Test
    void noDescriptorIsLeftAfterManyOperations() throws Exception {
        HeldSecretKey key = hold("AES", new byte[16]);
        Set<String> before = sockets();
        Mac mac = Mac.getInstance("HmacSHA256", PROVIDER);
        mac.init(key);
        for (int i = 0; i < OPERATIONS / 2; i++) {
            mac.doFinal(new byte[] {1});
            Ciphers.held(GCM, Cipher.ENCRYPT_MODE, key, GCM_IV).doFinal(new byte[i % 50]);
        }

        assertEquals(before, sockets());
    }

    @Test
    void noDescriptorIsLeftAfterExceptions() throws Exception {
        HeldSecretKey key = hold("AES", new byte[16]);
        HeldSecretKey unfit = hold("AES", new byte[15]);
        Set<String> before = sockets();
        for (int i = 0; i < 100; i++) {
            Cipher cipher = Ciphers.held(GCM, Cipher.DECRYPT_MODE, key, GCM_IV);
            assertThrows(AEADBadTagException.class, () -> cipher.doFinal(new byte[16]));
            assertThrows(InvalidKeyException.class, () -> cipher.init(Cipher.ENCRYPT_MODE, unfit, GCM_IV));
        }
        // Once, since the kernel looks for a module each time.
        assertThrows(KeyctlException.class, () -> key.key().algorithmSocket("aead", "gcm(none)", 16));

        assertEquals(before, sockets());
    }

    @Test
    void whatIsAbandonedInTheMiddleIsClosedByTheGarbageCollector() throws Exception {
        HeldSecretKey key = hold("AES", new byte[16]);
        Set<String> before = sockets();
        for (int i = 0; i < 20; i++) {
            Ciphers.held(GCM, Cipher.ENCRYPT_MODE, key, GCM_IV).update(new byte[1]);
        }

        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!before.containsAll(sockets())) {
            assertTrue(System.nanoTime() < deadline, "sockets left open");
            System.gc();
        }
    }

    /** The least that every kernel seen takes without privilege: 212,992 bytes, twice what the buffer is set to. */
    @ParameterizedTest
    @ValueSource(ints = {200_000, 212_976, 212_992, 400_000})
    void gcmTakesMessagesOfHundredsOfKilobytes(int size) throws Exception {
        byte[] bytes = new byte[16];
        byte[] text = Ciphers.bytes(new Random(size), size);

        byte[] encrypted = Ciphers.held(GCM, Cipher.ENCRYPT_MODE, hold("AES", bytes), GCM_IV)
                .doFinal(text);

        assertArrayEquals(
                text, Ciphers.sun(GCM, Cipher.DECRYPT_MODE, bytes, GCM_IV).doFinal(encrypted));
        assertArrayEquals(
                text,
                Ciphers.held(GCM, Cipher.DECRYPT_MODE, hold("AES", bytes), GCM_IV)
                        .doFinal(encrypted));
    }

    @Test
    void aMessageTooLargeForGcmIsRefusedWithTheNumbers() throws Exception {
        Cipher cipher = Ciphers.held(GCM, Cipher.ENCRYPT_MODE, hold("AES", new byte[16]), GCM_IV);
        byte[] text = new byte[TOO_LARGE];

        String told = assertThrows(ProviderException.class, () -> cipher.doFinal(text))
                .getMessage();

        assertTrue(
                told.matches(".* bytes to gcm\\(aes\\)"
                        + " .*(EMSGSIZE.*net\\.core\\.wmem_max|ENOMEM.*net\\.core\\.optmem_max).*"),
                told);
        assertThrows(IllegalStateException.class, () -> cipher.doFinal(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES/CBC/PKCS5Padding", "AES/CTR/NoPadding"})
    void otherModesTakeMessagesOfAnySize(String transformation) throws Exception {
        byte[] bytes = new byte[16];
        byte[] text = Ciphers.bytes(new Random(8), 3_000_000);

        byte[] encrypted = Ciphers.held(transformation, Cipher.ENCRYPT_MODE, hold("AES", bytes), IV)
                .doFinal(text);

        assertArrayEquals(
                text,
                Ciphers.sun(transformation, Cipher.DECRYPT_MODE, bytes, IV).doFinal(encrypted));
    }

    @Test
    void aMacTakesATextOfAnySize() throws Exception {
        byte[] text = Ciphers.bytes(new Random(9), 3_000_000);
        Mac sun = Mac.getInstance("HmacSHA512", "SunJCE");
        sun.init(new SecretKeySpec(new byte[64], "any"));
        Mac mac = Mac.getInstance("HmacSHA512", PROVIDER);
        mac.init(hold("HmacSHA512", new byte[64]));

        assertArrayEquals(sun.doFinal(text), mac.doFinal(text));
    }

    @Test
    void manySocketsOpenAtOnceDoNotMeet() throws Exception {
        HeldSecretKey key = hold("AES", new byte[16]);
        List<Cipher> ciphers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ciphers.add(Ciphers.held("AES/CTR/NoPadding", Cipher.ENCRYPT_MODE, key, IV));
        }
        byte[] expected = ciphers.get(0).doFinal(new byte[20]);

        IntStream.range(1, 50).forEach(i -> ciphers.get(i).update(new byte[7]));
        for (int i = 1; i < 50; i++) {
            byte[] rest = ciphers.get(i).doFinal(new byte[13]);
            assertArrayEquals(
                    IntStream.range(7, 20).mapToObj(at -> expected[at]).toList().toArray(), boxed(rest));
        }
    }

    private static Object[] boxed(byte... bytes) {
        return IntStream.range(0, bytes.length).mapToObj(at -> bytes[at]).toArray();
    }
}
