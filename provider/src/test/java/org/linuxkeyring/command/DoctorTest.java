package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.notNull;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.command.doctor.Doctor;
import org.linuxkeyring.command.doctor.Findings;
import org.linuxkeyring.command.doctor.KeyStoreTrial;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/** The findings for each state of a kernel, which is simulated by keys in memory with changed results. */
@EnabledOnOs(OS.LINUX)
class DoctorTest {
    private final Keyctl memory = OpenBackend.privateMemory();
    private final Keyctl keyctl = mock(Keyctl.class, delegatesTo(memory));
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void aKeystoreThatWorksIsProvedByATrial() {
        assertTrue(examine());
        assertSays("ok: an entry was stored in a keystore of type LINUXKEYRING, read back and deleted");
        assertTrue(text().endsWith("A keystore works here.\n"), text());
        assertFalse(text().contains("problem:"), text());
    }

    @Test
    void theTrialLeavesNoEntry() {
        assertTrue(examine());
        Keyctl used = OpenBackend.of(Backend.MEMORY);
        for (int key : used.readKeyring(Keyctl.USER_KEYRING)) {
            assertFalse(new String(used.describe(key), StandardCharsets.UTF_8).contains("linuxkeyring-doctor"));
        }
    }

    @Test
    void aTrialThatFailsIsAProblemWithItsReason() {
        KeyringLoadStoreParameter.Builder missing =
                settings().keyring("@u/missing").create(false);
        assertFalse(examine(() -> keyctl, new KeyStoreTrial(missing)));
        assertSays("problem: LINUXKEYRING keystore cannot be loaded: keyring @u/missing does not exist");
        assertSays("A keystore does not work here");
    }

    @Test
    void aKernelOutOfReachIsAProblemToldOnce() {
        KeyringLoadStoreParameter.Builder missing =
                settings().keyring("@u/missing").create(false);
        Supplier<Keyctl> refusing = () -> {
            throw new KeyringException("keyring @u/missing does not exist: there is no keyring 'missing' in @u");
        };
        assertFalse(examine(refusing, new KeyStoreTrial(missing)));
        assertSays("problem: keyring @u/missing does not exist");
        assertSays("problem: a keystore cannot be loaded, for the reason above");
    }

    @Test
    void eachSentenceOfAProblemHasItsLine() {
        Supplier<Keyctl> refusing = () -> {
            throw new KeyringException("It is refused. Ask again.");
        };
        examine(refusing, new KeyStoreTrial(settings()));
        assertSays("  problem: It is refused.\n           Ask again.\n");
    }

    @Test
    void whatTheKernelWasBuiltWithIsListed() {
        examine();
        assertSays("capabilities: capabilities, persistent keyrings, big key, invalidate, restrict keyring, move\n");
        assertSays("key types: user, keyring, logon, big_key\n");
        assertSays("not here, or not loaded: asymmetric, encrypted, trusted, asymmetric with a private key (PKCS#8)\n");
    }

    @Test
    void aKernelThatTellsNoCapabilitiesIsNoProblem() {
        doThrow(refusal("KEYCTL_CAPABILITIES", Errno.EOPNOTSUPP)).when(keyctl).capabilities();
        assertTrue(examine());
        assertSays("note: this kernel does not tell its capabilities");
    }

    @Test
    void typesThatCannotBeProbedAreNoProblem() {
        doThrow(refusal("add_key", Errno.EACCES)).when(keyctl).addKey(any(), any(), any(), anyInt());
        assertTrue(examine());
        assertSays("note: the kernel does not tell which key types it has");
        assertSays("EACCES");
    }

    @Test
    void aKernelThatUsesNoSecretKeysBySerialIsNoProblem() {
        doThrow(refusal("ALG_SET_KEY_BY_KEY_SERIAL", Errno.ENOPROTOOPT))
                .when(keyctl)
                .algorithmSocket(any(), any(), anyInt(), anyInt());
        assertTrue(examine());
        assertSays(
                "note: secret keys cannot be stored with protection=kernel-held.\n        ALG_SET_KEY_BY_KEY_SERIAL");
        assertSays("Linux 6.2");
    }

    @Test
    void aKernelThatMissesOnlyTheKeyUsesSecretKeys() {
        doThrow(refusal("ALG_SET_KEY_BY_KEY_SERIAL", Errno.ENOKEY))
                .when(keyctl)
                .algorithmSocket(any(), any(), anyInt(), anyInt());
        examine();
        assertSays("ok: secret keys can be stored with protection=kernel-held\n");
    }

    @Test
    void aKernelWithoutAParserOfPrivateKeysIsNotedWithItsOptions() {
        assertTrue(examine());
        assertSays("note: RSA private keys cannot be stored with protection=kernel-held.\n");
        assertSays("modprobe pkcs8_key_parser");
    }

    @Test
    void aMachineWithoutAHelperProgramIsNotedWithTheRemedy() {
        doThrow(refusal("request_key", Errno.ENOENT)).when(keyctl).requestKey(any(), any(), notNull(), anyInt());
        assertTrue(examine());
        assertSays("note: the kernel starts no helper programs, which the setting callout asks for. request_key of ");
        assertSays("apt-get install keyutils");
    }

    @ParameterizedTest
    @EnumSource(names = {"EKEYREJECTED", "EKEYEXPIRED", "EKEYREVOKED"})
    void aHelperProgramThatRefusesIsOneThatIsStarted(Errno refusal) {
        doThrow(refusal("request_key", refusal)).when(keyctl).requestKey(any(), any(), notNull(), anyInt());
        assertTrue(examine());
        assertSays("ok: the kernel starts helper programs, which the setting callout asks for\n");
    }

    @Test
    void aPossessedUserKeyringIsSaidToBe() {
        examine();
        assertSays("ok: the process possesses its user's keyring, @u");
    }

    @Test
    void aSessionThatDoesNotLinkTheUserKeyringIsNoted() {
        memory.joinSessionKeyring(null);
        examine();
        assertSays("note: the session keyring does not link @u");
        assertFalse(text().contains("possesses its user's keyring"), text());
    }

    @Test
    void aSessionOfAnotherUserIsAProblemWithTheRemedy() {
        byte[] another = "keyring;51301;51301;3f130000;_ses".getBytes(StandardCharsets.US_ASCII);
        doReturn(another).when(keyctl).describe(Keyctl.SESSION_KEYRING);
        examine();
        assertSays("problem: the session keyring belongs to user 51301");
        assertSays("keyctl session - java");
    }

    @Test
    void aRevokedSessionIsAProblemWithTheRemedy() {
        memory.revoke(memory.joinSessionKeyring(null));
        examine();
        assertSays("problem: KEYCTL_GET_KEYRING_ID of keyring @s failed: EKEYREVOKED");
        assertSays("start the process in a new session (`keyctl session - java ...`)");
    }

    @Test
    void aMissingSessionIsAProblemWithTheRemedy() {
        doThrow(refusal("KEYCTL_GET_KEYRING_ID", Errno.ENOKEY))
                .when(keyctl)
                .keyringId(eq(Keyctl.SESSION_KEYRING), anyBoolean());
        examine();
        assertSays("problem: there is no session keyring");
        assertSays("keyctl session - sh -c");
    }

    @Test
    void theQuotaIsToldInNumbers() {
        keyUsers(uid() + ": 7 7/7 5/200 2000/20000");
        examine();
        assertSays("ok: user " + uid() + " has 5 of 200 keys and 2000 of 20000 bytes\n");
    }

    @Test
    void aQuotaThatIsNearlyUsedUpIsNotedWithTheRemedy() {
        keyUsers(uid() + ": 7 7/7 5/200 19000/20000");
        examine();
        assertSays("note: user " + uid() + " has 5 of 200 keys and 19000 of 20000 bytes");
        assertSays("maxbytes");
    }

    @Test
    void aQuotaWithoutAKeyLeftIsNoted() {
        keyUsers(uid() + ": 7 7/7 200/200 2000/20000");
        examine();
        assertSays("note: user " + uid() + " has 200 of 200 keys");
    }

    @Test
    void aQuotaThatProcDoesNotShowIsNoted() {
        examine();
        assertSays("note: not known, since /proc/key-users does not show it here");
    }

    @Test
    void noPayloadIsPrintedAndNoDescriptionSteersTheTerminal() {
        ByteBuffer secret = ByteBuffer.wrap(bytes("correct horse battery staple"));
        memory.addKey(bytes("user"), bytes("a\u001b[2Jb"), secret, Keyctl.USER_KEYRING);
        examine();
        assertSays("user: a\\u001b[2Jb");
        assertFalse(text().contains("horse"), text());
    }

    @Test
    void aProgramGetsOneArrayOfTheFindings() {
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        memory.addKey(bytes("user"), bytes("a\u001b[2Jb"), ByteBuffer.wrap(bytes("x")), Keyctl.USER_KEYRING);
        new Doctor(() -> keyctl, new KeyStoreTrial(settings()), Findings.json(printed)).examine();

        assertTrue(text().startsWith("[\n  {\"section\": \"Java\", \"severity\": \"fact\", \"text\": \""), text());
        assertSays("{\"section\": \"Keystore\", \"severity\": \"ok\", \"text\": \"an entry was stored");
        assertTrue(text().endsWith("\"}\n]\n"), text());
        assertEquals(
                text().lines().count(),
                2 + text().lines().filter(line -> line.startsWith("  {")).count(),
                text());
    }

    @Test
    void settingsBySystemPropertyAreListed() {
        System.setProperty("linuxkeyring.raw.algorithm", "HmacSHA256");
        try {
            examine();
        } finally {
            System.clearProperty("linuxkeyring.raw.algorithm");
        }
        assertSays("settings by system property: raw.algorithm=HmacSHA256");
    }

    private static KeyringLoadStoreParameter.Builder settings() {
        return KeyringLoadStoreParameter.builder().backend(Backend.MEMORY);
    }

    private boolean examine() {
        return examine(() -> keyctl, new KeyStoreTrial(settings()));
    }

    private boolean examine(Supplier<Keyctl> kernel, KeyStoreTrial trial) {
        return new Doctor(kernel, trial, Findings.text(new PrintStream(out, true, StandardCharsets.UTF_8))).examine();
    }

    private void keyUsers(String text) {
        doReturn(Optional.of(text)).when(keyctl).keyUsers();
    }

    private String uid() {
        return new String(memory.describe(Keyctl.USER_KEYRING), StandardCharsets.UTF_8).split(";")[1];
    }

    private static KeyctlException refusal(String operation, Errno errno) {
        return new RefusedCall(operation, errno.number(), "keyring @s");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private void assertSays(String part) {
        assertTrue(text().contains(part), text());
    }
}
