package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.linuxkeyring.command.doctor.Doctor;
import org.linuxkeyring.command.doctor.Findings;
import org.linuxkeyring.command.doctor.KeyStoreTrial;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/**
 * The features that a kernel of tests/vm is known to have are found there. A probe that missed one would skip each test
 * that needs it.
 */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class KnownKernelTest {
    /** The kernel's version, which tests/vm sets. */
    private static final String KERNEL = System.getenv("LINUXKEYRING_VM_KERNEL");

    @Test
    void itsCapabilitiesAreFound() {
        assertListed(
                "capabilities: ", "persistent keyrings", "diffie hellman", "public key", "restrict keyring", "move");
    }

    @Test
    void itsKeyTypesAreFound() {
        assertListed("key types: ", "user", "keyring", "logon", "asymmetric", "encrypted");
    }

    @Test
    void itsParserOfPrivateKeysIsFound() {
        assertListed("key types: ", "asymmetric with a private key (PKCS#8)");
    }

    @Test
    void itHoldsPrivateKeys() {
        assertSays("ok: RSA private keys can be stored with protection=kernel-held");
    }

    @Test
    void itStartsHelperPrograms() {
        assertSays("ok: the kernel starts helper programs, which the setting callout asks for");
    }

    @Test
    void itUsesSecretKeysWhereTheyAreSinceLinux6_2() {
        String said = assertSays("secret keys can");
        if ("6.1".equals(KERNEL)) {
            assertTrue(said.contains("note: secret keys cannot be stored with protection=kernel-held."), said);
            assertTrue(said.contains("takes Linux 6.2"), said);
        } else {
            assertTrue(said.contains("ok: secret keys can be stored with protection=kernel-held"), said);
        }
    }

    @Test
    void whatIsLeftOutOfDistributionsKernelsIsFoundInTheOneBuiltWithAll() {
        assumeTrue("full".equals(KERNEL), "this is not the kernel built for tests/vm");
        assertListed("capabilities: ", "big key", "notifications");
        assertListed("key types: ", "big_key", "trusted");
    }

    private static String assertSays(String part) {
        String said = askDoctor();
        assertTrue(said.contains(part), said);
        return said;
    }

    private static void assertListed(String start, String... features) {
        String said = askDoctor();
        List<String> listed = said.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(start))
                .flatMap(line -> List.of(line.substring(start.length()).split(", ")).stream())
                .toList();
        assertTrue(listed.containsAll(List.of(features)), said);
    }

    private static String askDoctor() {
        assumeTrue(KERNEL != null, "this is none of the kernels of tests/vm");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        KeyStoreTrial trial =
                new KeyStoreTrial(KeyringLoadStoreParameter.builder().keyring("@s"));
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        new Doctor(() -> OpenBackend.of(Backend.KERNEL), trial, Findings.text(printed)).examine();
        return out.toString(StandardCharsets.UTF_8);
    }
}
