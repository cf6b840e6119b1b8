package org.linuxkeyring.held.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.linuxkeyring.held.secret.LogonKeys.add;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.ProviderException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.OwnerThread;
import org.linuxkeyring.keyring.Keys;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;

/**
 * The contract with keys of type logon and the running kernel's own crypto; skipped, with the reason, where it has no
 * such sockets.
 */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class KernelSecretKeyTest extends SecretKeyContract {
    private static final String GCM = "AES/GCM/NoPadding";
    private static final GCMParameterSpec GCM_IV = new GCMParameterSpec(128, new byte[12]);

    @BeforeAll
    static void assumeSockets() throws Throwable {
        LogonKeys.assumeSockets();
    }

    @Override
    public HeldSecretKey hold(String algorithm, byte... key) {
        return LogonKeys.hold(algorithm, key);
    }

    @ParameterizedTest
    @CsvSource({"logon, test:typed", "user, typed"})
    void keysOfBothPlainTypesWork(String type, String description) throws Exception {
        byte[] key = new byte[32];
        byte[] encrypted = Ciphers.held(GCM, Cipher.ENCRYPT_MODE, add(type, description, key), GCM_IV)
                .doFinal(new byte[9]);

        assertArrayEquals(
                new byte[9], Ciphers.sun(GCM, Cipher.DECRYPT_MODE, key, GCM_IV).doFinal(encrypted));
    }

    /** The kernel makes up such a key itself; no one ever had it. */
    @Test
    void aKeyOfTypeEncryptedWorks() throws Exception {
        add("user", "master", new byte[32]);
        HeldSecretKey key;
        try {
            key = add("encrypted", "made", "new user:master 32".getBytes(StandardCharsets.UTF_8));
        } catch (KeyctlException e) {
            abort("no keys of type encrypted: " + e.getMessage());
            return;
        }
        byte[] encrypted = Ciphers.held(GCM, Cipher.ENCRYPT_MODE, key, GCM_IV).doFinal(new byte[9]);

        assertArrayEquals(
                new byte[9], Ciphers.held(GCM, Cipher.DECRYPT_MODE, key, GCM_IV).doFinal(encrypted));
    }

    @Test
    void oneKeyWorksInManyThreadsAtOnce() throws Exception {
        byte[] bytes = new byte[16];
        HeldSecretKey key = hold("AES", bytes);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> done = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Random random = new Random(i);
                done.add(threads.submit(() -> agreesWithTheJdk(key, bytes, random)));
            }
            for (Future<Boolean> each : done) {
                assertTrue(each.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean agreesWithTheJdk(HeldSecretKey key, byte[] bytes, Random random) throws Exception {
        for (int i = 0; i < 50; i++) {
            byte[] text = Ciphers.bytes(random, random.nextInt(5_000));
            GCMParameterSpec parameters = new GCMParameterSpec(128, Ciphers.bytes(random, 12));
            assertArrayEquals(
                    Ciphers.sun(GCM, Cipher.ENCRYPT_MODE, bytes, parameters).doFinal(text),
                    Ciphers.held(GCM, Cipher.ENCRYPT_MODE, key, parameters).doFinal(text));
        }
        return true;
    }

    /** A thread keyring is its own thread's alone. */
    @Test
    void aKeyThatOneThreadOwnsWorksInAnother() throws Exception {
        Keyctl owner = OwnerThread.confine(OpenBackend.of(Backend.KERNEL));
        int keyring = owner.keyringId(Keyctl.THREAD_KEYRING, true);
        int serial = owner.addKey(
                "logon".getBytes(StandardCharsets.UTF_8),
                "test:owned".getBytes(StandardCharsets.UTF_8),
                ByteBuffer.wrap(new byte[16]),
                keyring);
        try {
            HeldSecretKey key = new HeldSecretKey(Keys.of(owner, serial), "AES");
            byte[] encrypted =
                    Ciphers.held(GCM, Cipher.ENCRYPT_MODE, key, GCM_IV).doFinal(new byte[9]);

            assertEquals(25, encrypted.length);
            assertThrows(
                    KeyctlException.class,
                    () -> LogonKeys.socketOf(
                            new HeldSecretKey(Keys.of(OpenBackend.of(Backend.KERNEL), serial), "AES")));
        } finally {
            owner.unlink(serial, keyring);
        }
    }

    @Test
    void revokedMissingAndForbiddenKeysAreToldApart() {
        HeldSecretKey revoked = hold("AES", new byte[16]);
        OpenBackend.of(Backend.KERNEL).revoke(revoked.key().serial());
        HeldSecretKey forbidden = hold("AES", new byte[16]);
        OpenBackend.of(Backend.KERNEL).setPermissions(forbidden.key().serial(), 0x01010000);

        assertRefused(revoked, "EKEYREVOKED");
        assertRefused(new HeldSecretKey(Keys.of(OpenBackend.of(Backend.KERNEL), 0x7ffffff1), "AES"), "ENOKEY");
        assertRefused(forbidden, "EACCES");
        assertRefused(hold("AES", new byte[15]), "16, 24 or 32 bytes");
    }

    private static void assertRefused(HeldSecretKey key, String part) {
        String told = assertThrows(InvalidKeyException.class, () -> Ciphers.held(GCM, Cipher.ENCRYPT_MODE, key, GCM_IV))
                .getMessage();
        assertTrue(told.contains(part), told);
    }

    @Test
    void aMessageBegunBeforeTheKeyWasRevokedIsFinishedAndTheNextIsRefused() throws Exception {
        HeldSecretKey key = hold("AES", new byte[16]);
        Mac mac = Mac.getInstance("HmacSHA256", PROVIDER);
        mac.init(key);
        mac.update((byte) 1);
        OpenBackend.of(Backend.KERNEL).revoke(key.key().serial());
        Mac sun = Mac.getInstance("HmacSHA256", "SunJCE");
        sun.init(new SecretKeySpec(new byte[16], "AES"));

        assertArrayEquals(sun.doFinal(new byte[] {1}), mac.doFinal());

        String told = assertThrows(ProviderException.class, () -> mac.update((byte) 1))
                .getMessage();
        assertTrue(told.contains("EKEYREVOKED"), told);
    }
}
