package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.linux.InterceptedCalls;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.keystore.settings.Reference;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.spec.Seal;
import org.linuxkeyring.testing.TestCertificates;

/**
 * Whichever call to the kernel is the last of a thread that loads, stores or rekeys a sealed keystore: the file loads,
 * and each entry is there. The thread makes no other call then, as if its process had been killed.
 */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class SealedDeathTest extends OnSealedKeyStores {
    private static final SecretKey HELD =
            new SecretKeySpec("of the kernel's, never read back".getBytes(StandardCharsets.US_ASCII), "HmacSHA256");

    /** Calls that change nothing: a thread that ends before one leaves what it leaves before the next change. */
    private static final Pattern READING =
            Pattern.compile("geteuid|KEYCTL_(SEARCH|READ|DESCRIBE|GET_KEYRING_ID)|socket call .*");

    private static final String ANOTHER = "encrypted:user:linuxkeyring-another";

    private final InterceptedCalls calls = new InterceptedCalls();
    private KernelMachine kernel;
    private KeyStore store;

    @Override
    KernelMachine machine() {
        if (kernel == null) {
            kernel = new KernelMachine(Seal.of("encrypted:user:linuxkeyring-test"));
        }
        return kernel;
    }

    /** The end of a thread's calls. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** A check of what is left, told which call was the last. */
    @FunctionalInterface
    private interface Check {
        void after(String call) throws Exception;
    }

    /** In the test's own session, which it has not before it begins. */
    private void setEntries() throws Exception {
        store = opened();
        store.setEntry(
                "aes",
                new KeyStore.SecretKeyEntry(KEY),
                KeyringProtection.builder()
                        .permissions(Permissions.of(0x3f0b0000))
                        .timeout(Duration.ofHours(8))
                        .build());
        store.setCertificateEntry("ca", TestCertificates.root());
        store.setEntry(
                "held",
                new KeyStore.SecretKeyEntry(HELD),
                KeyringProtection.builder().kernelHeld().build());
    }

    /**
     * Makes the attempt with a death before its first call, before its second and so on, until it is made whole, and
     * checks what is left by each death before a call that changes something.
     */
    private void dyingBeforeEachCall(Callable<?> attempt, Check check, Callable<?> reset) throws Exception {
        boolean isWhole = false;
        int nth = 0;
        while (!isWhole) {
            nth++;
            AtomicInteger left = new AtomicInteger(nth);
            AtomicReference<String> last = new AtomicReference<>("none");
            calls.intercept((call, kernel) -> {
                if (left.decrementAndGet() <= 0) {
                    last.compareAndSet("none", call);
                    throw new Death();
                }
                return kernel.getAsLong();
            });
            isWhole = isMade(attempt);
            calls.pass();
            if (isWhole || !READING.matcher(last.get()).matches()) {
                check.after(last.get() + ", call " + nth);
            }
            reset.call();
        }
        assertTrue(nth > 10, "calls were made");
    }

    private static boolean isMade(Callable<?> attempt) throws Exception {
        try {
            attempt.call();
            return true;
        } catch (Death e) {
            return false;
        }
    }

    @Test
    void aLoadThatDiesBeforeAnyCallIsMadeGoodByTheNext() throws Exception {
        setEntries();
        byte[] file = stored(store);
        machine().reboot();

        dyingBeforeEachCall(
                () -> KeyStoreOn.load(calls.keyctl(), file),
                call -> requireAll(KeyStoreOn.load(machine().keyctl(), file), "load, " + call),
                () -> {
                    machine().reboot();
                    return file;
                });
    }

    @Test
    void aStoreThatDiesBeforeAnyCallHasWrittenNothingAndCostsNothing() throws Exception {
        setEntries();
        byte[] file = stored(store);
        KeyStore dying = KeyStoreOn.load(calls.keyctl(), file);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        dyingBeforeEachCall(
                () -> {
                    dying.store(out, null);
                    return out;
                },
                call -> requireAll(KeyStoreOn.load(machine().keyctl(), file), "store, " + call),
                () -> {
                    assertTrue(out.size() == 0 || SealedText.hasSealed(out.toByteArray()));
                    return file;
                });

        requireAll(afterReboot(file), "the old file");
        requireAll(afterReboot(out.toByteArray()), "the new file");
    }

    /** The file was replaced, and now the readable halves in the keyring are. */
    @Test
    void aRekeyingThatDiesBeforeAnyCallLeavesAFileThatIsStored() throws Exception {
        setEntries();
        machine().add("user", ANOTHER.substring("encrypted:user:".length()));
        byte[] old = stored(store);
        byte[] text = sealedFile(machine().keyctl(), old).rekeyed(Seal.of(ANOTHER));
        byte[] file = replaced(old, text);

        dyingBeforeEachCall(
                () -> {
                    sealedFile(calls.keyctl(), file).renewHalves();
                    return file;
                },
                call -> {
                    KeyStore after = KeyStoreOn.load(machine().keyctl(), file);
                    requireAll(after, "rekey, " + call);
                    requireAll(afterReboot(stored(after)), "stored after rekey, " + call);
                },
                () -> afterReboot(old));
    }

    private static byte[] replaced(byte[] old, byte[] sealed) throws Exception {
        Map<String, String> settings =
                Reference.parse(SealedText.of(old).reference().readAllBytes());
        settings.put("seal", ANOTHER);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Reference.write(settings, SealedText.armoured(sealed), file);
        return file.toByteArray();
    }

    private static SealedFile sealedFile(Keyctl keyctl, byte[] file) throws Exception {
        SealedText text = SealedText.of(file);
        Settings settings = Settings.of(List.of(Reference.parse(text.reference().readAllBytes())));
        return SealedFile.open(keyctl, settings, text.sealed().orElseThrow());
    }

    private static void requireAll(KeyStore loaded, String when) throws Exception {
        List<String> aliases = new ArrayList<>(Collections.list(loaded.aliases()));
        Collections.sort(aliases);
        assertEquals(List.of("aes", "ca", "held"), aliases, when);
        assertEquals(KEY, loaded.getKey("aes", null), when);
        assertEquals(TestCertificates.root(), loaded.getCertificate("ca"), when);
        Mac ofKernel = Mac.getInstance("HmacSHA256", new LinuxKeyringProvider());
        ofKernel.init(loaded.getKey("held", null));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(HELD);
        assertArrayEquals(mac.doFinal(), ofKernel.doFinal(), when);
    }
}
