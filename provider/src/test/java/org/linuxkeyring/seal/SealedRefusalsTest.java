package org.linuxkeyring.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyEncryptionKeyException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keystore.KeyStoreOn;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.spec.Seal;

/** What a sealed keystore refuses, and whether it tells what is locked from what is lost. */
class SealedRefusalsTest extends OnSealedKeyStores {
    private final SealingKernel kernel = new SealingKernel();

    @Override
    SealingMachine machine() {
        return kernel;
    }

    @Test
    void aKeyOfTypeLogonIsFoundByItsName() throws Exception {
        KeyStore before = KeyStoreOn.open(kernelWithLogon(1), logon());
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        byte[] file = stored(before);

        kernel.reboot();
        assertTrue(refusal(() -> KeyStoreOn.load(kernel.keyctl(), file))
                .contains("The sealed entries are locked: the key under which they are encrypted,"
                        + " logon:linuxkeyring:kek, is in none of the keyrings"));
        Keyctl replaced = kernelWithLogon(2);
        assertTrue(refusal(() -> KeyStoreOn.load(replaced, file)).contains("is not the one under which they are"));
        kernel.reboot();
        assertEquals(KEY, KeyStoreOn.load(kernelWithLogon(1), file).getKey("aes", null));
    }

    private static KeyringLoadStoreParameter logon() {
        return KeyringLoadStoreParameter.builder()
                .keyring("@u/shop")
                .seal(Seal.of("key:logon:linuxkeyring:kek"))
                .build();
    }

    private Keyctl kernelWithLogon(int first) {
        logonIn(Keyctl.SESSION_KEYRING, first);
        return kernel.keyctl();
    }

    private int logonIn(int keyring, int first) {
        byte[] key = new byte[32];
        key[0] = (byte) first;
        return logonIn(keyring, key);
    }

    private int logonIn(int keyring, byte[] key) {
        return kernel.keyctl()
                .addKey(
                        "logon".getBytes(StandardCharsets.US_ASCII),
                        "linuxkeyring:kek".getBytes(StandardCharsets.US_ASCII),
                        ByteBuffer.wrap(key),
                        keyring);
    }

    /** Whoever shares a session may put one there, and knows its bytes. */
    @Test
    void aKeyOfAnotherUserDoesNotHideTheOneInTheUsersKeyring() throws Exception {
        Keyctl keyctl = kernelWithLogon(1);
        KeyStore before = KeyStoreOn.open(keyctl, logon());
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        byte[] file = stored(before);
        kernel.reboot();
        kernel.giveAway(logonIn(Keyctl.SESSION_KEYRING, 2));
        String message = refusal(() -> KeyStoreOn.load(kernel.keyctl(), file));
        assertTrue(message.contains("is user " + SealingKernel.ANOTHER_USER + "'s, who may know it"), message);

        logonIn(Keyctl.USER_KEYRING, 1);
        assertEquals(KEY, KeyStoreOn.load(kernel.keyctl(), file).getKey("aes", null));
    }

    @Test
    void aReplacedKeyIsNoticedBeforeAnythingIsSealed() throws Exception {
        KeyStore store = KeyStoreOn.open(kernelWithLogon(1), logon());
        store.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        byte[] file = stored(store);
        kernelWithLogon(2);

        assertTrue(refusal(() -> stored(store)).contains("is not the one under which they are encrypted"));
        assertTrue(refusal(() -> KeyStoreOn.load(kernel.keyctl(), file)).contains("is not the one"));
    }

    @Test
    void anotherMachineTellsThatTheEntriesAreLost() throws Exception {
        KeyStore before = opened();
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        byte[] file = stored(before);
        kernel.clearTpm();

        String message = refusal(() -> afterReboot(file));
        assertTrue(message.contains("If it is another machine's TPM, or was cleared, what it sealed is lost"), message);
        assertTrue(message.contains("Else the entries are not lost"), message);
    }

    @Test
    void aKernelWithoutTheTypeOrTheSocketsTellsThatTheEntriesAreLocked() throws Exception {
        KeyStore before = opened();
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        byte[] file = stored(before);

        kernel.withoutSockets();
        String sockets = refusal(() -> afterReboot(file));
        assertTrue(sockets.contains("are locked") && sockets.contains("AF_ALG"), sockets);
        kernel.withoutTrusted();
        String type = refusal(() -> afterReboot(file));
        assertTrue(type.contains("are locked") && type.contains("no keys of type trusted"), type);
    }

    /** As {@code seal setup} makes a file with a key that is there. */
    @Test
    void aKeyThatTheKernelDoesNotUseIsToldWhenTheFileIsMade() throws Exception {
        logonIn(Keyctl.SESSION_KEYRING, new byte[5]);
        assertOfKey("16, 24 or 32 bytes", () -> stored(KeyStoreOn.open(kernel.keyctl(), logon())));

        kernel.reboot();
        kernel.withoutSockets();
        assertOfKey("AF_ALG", () -> stored(KeyStoreOn.open(kernelWithLogon(1), logon())));
    }

    private static void assertOfKey(String why, Executable refused) {
        IOException told = assertThrows(IOException.class, refused);
        assertTrue(told.getMessage().contains(why), told.getMessage());
        assertTrue(
                Stream.iterate((Throwable) told, Objects::nonNull, Throwable::getCause)
                        .anyMatch(KeyEncryptionKeyException.class::isInstance),
                "the key is the cause");
    }

    /** The first message shows that it is the right key. */
    @Test
    void aKeyThatFailsWhileTheFileIsCheckedIsToldAndLeavesNoSocketOpen() throws Exception {
        KeyStore before = opened();
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        byte[] file = stored(before);
        kernel.endMemoryAfterMessages(1);

        assertOfKey("ENOMEM", () -> afterReboot(file));
        assertEquals(0, kernel.openSockets());
    }

    /** As by its mask. */
    @Test
    void aKeyInTheUsersKeyringThatMayNotBeLinkedIsTold() throws Exception {
        kernel.giveAway(logonIn(Keyctl.SESSION_KEYRING, 2));
        logonIn(Keyctl.USER_KEYRING, 1);
        Keyctl keyctl = refusing("search", 3, Keyctl.THREAD_KEYRING, Errno.EACCES, Integer.MAX_VALUE);

        assertOfKey("root sets its mask by keyctl setperm", () -> stored(KeyStoreOn.open(keyctl, logon())));
    }

    /** A key that was removed counts until the kernel has collected it. */
    @Test
    void aQuotaThatSeemsUsedUpForAMomentIsAwaited() throws Exception {
        KeyStore before = opened();
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        byte[] file = stored(before);
        kernel.reboot();

        Keyctl keyctl = refusing("addKey", 3, Keyctl.THREAD_KEYRING, Errno.EDQUOT, 2);

        assertEquals(KEY, KeyStoreOn.load(keyctl, file).getKey("aes", null));
    }

    /** Refuses the first calls of a name whose argument at this place is a keyring. */
    private Keyctl refusing(String call, int place, int keyring, Errno errno, int times) {
        Keyctl keyctl = kernel.keyctl();
        AtomicInteger left = new AtomicInteger(times);
        return (Keyctl) Proxy.newProxyInstance(
                SealedRefusalsTest.class.getClassLoader(), new Class<?>[] {Keyctl.class}, (proxy, method, given) -> {
                    if (method.getName().equals(call) && given[place].equals(keyring) && left.getAndDecrement() > 0) {
                        throw new RefusedCall(call, errno.number(), "a key-encryption key");
                    }
                    try {
                        return method.invoke(keyctl, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void bitsAfterTheLastByteAreRefused() {
        byte[] file = ("keyring=@u/shop\n-----BEGIN LINUXKEYRING SEALED ENTRIES-----\nAB==\n"
                        + "-----END LINUXKEYRING SEALED ENTRIES-----\n")
                .getBytes(StandardCharsets.US_ASCII);

        assertThrows(KeyringException.class, () -> SealedText.of(file));
    }

    @Test
    void everyChangeOfTheFileIsRefusedAndBringsNothingBack() throws Exception {
        KeyStore before = opened();
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        String file = new String(stored(before), StandardCharsets.US_ASCII);
        int body = file.indexOf("-----BEGIN") + 50;
        for (int at = body; at < file.indexOf("\n-----END"); at++) {
            char changed = file.charAt(at) == 'A' ? 'B' : 'A';
            byte[] damaged =
                    (file.substring(0, at) + changed + file.substring(at + 1)).getBytes(StandardCharsets.US_ASCII);
            if (file.charAt(at) != '\n') {
                assertThrows(IOException.class, () -> afterReboot(damaged), "character " + at);
                assertEquals(0, opened().size());
            }
        }
        for (int length = body; length < file.length() - 2; length++) {
            byte[] cut = file.substring(0, length).getBytes(StandardCharsets.US_ASCII);
            assertThrows(IOException.class, () -> afterReboot(cut), "length " + length);
        }
    }

    @Test
    void aHeldKeyThatWasSetWithoutSealIsNamed() throws Exception {
        KeyStore without = KeyStoreOn.open(
                kernel.keyctl(),
                KeyringLoadStoreParameter.builder()
                        .keyring("@u/shop")
                        .protection(Protection.KERNEL_HELD)
                        .build());
        without.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);

        String message = refusal(() -> stored(opened()));
        assertTrue(
                message.contains("the entry of alias 'aes' cannot be sealed: the kernel holds its key, and it was set"
                        + " without seal="),
                message);
    }

    @Test
    void theSettingOfTheFileIsNotChangedSilently() throws Exception {
        KeyStore before = opened();
        before.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        String file = new String(stored(before), StandardCharsets.US_ASCII);

        byte[] other = file.replace("seal=trusted", "seal=key\\:logon\\:a\\:b").getBytes(StandardCharsets.US_ASCII);
        assertTrue(refusal(() -> KeyStoreOn.load(kernel.keyctl(), other)).contains("are sealed under trusted:"));
    }

    @Test
    void theMemoryOfTheJvmIsNotSealed() {
        KeyringLoadStoreParameter inMemory = settings().backend(Backend.MEMORY).build();
        assertTrue(refusal(() -> KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider())
                        .load(inMemory))
                .contains("seal=trusted needs a key in the kernel"));
    }

    @Test
    void aKeyringThatEndsWithItsProcessIsNotSealed() {
        for (String keyring : List.of("@t/shop", "@p", "4711")) {
            KeyringLoadStoreParameter.Builder settings = settings().keyring(keyring);
            assertThrows(IOException.class, () -> opened(settings), keyring);
        }
    }

    /** One socket does all of it, and keeps the key alive. */
    @Test
    void aKeyEncryptionKeyThatEndsIsToldUnlessAllIsBeingSealedAlready() throws Exception {
        KeyStore store = opened();
        store.setEntry("aes", new KeyStore.SecretKeyEntry(KEY), null);
        stored(store);
        kernel.endKeysAfterSockets(1);
        stored(store);

        String message = refusal(() -> stored(store));
        assertTrue(message.contains("are locked"), message);
    }
}
