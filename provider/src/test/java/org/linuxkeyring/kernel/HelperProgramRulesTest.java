package org.linuxkeyring.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linuxkeyring.kernel.KeyctlFixture.assertRefused;
import static org.linuxkeyring.kernel.KeyctlFixture.bytes;

import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.testing.FreshSession;

/**
 * request_key(2) with callout info, for which the kernel starts /sbin/request-key. The rules are those for {@code user} keys
 * {@code debug:*} in keyutils' own /etc/request-key.conf.
 */
@Tag("kernel")
@ExtendWith(FreshSession.class)
class HelperProgramRulesTest {
    /** Set where a kernel is tested that is known to start helper programs, so that none started is a failure. */
    private static final boolean KNOWN_KERNEL = System.getenv("LINUXKEYRING_VM_KERNEL") != null;

    @Test
    void aHelperMakesTheKeyOfTheCalloutInfo() {
        assumeHelperPrograms();
        int key = request("debug:" + UUID.randomUUID(), "shop=1");

        assertEquals(
                "Debug shop=1",
                Backend.KERNEL.open().read(key, payload -> UTF_8.decode(payload).toString()));
    }

    @Test
    void theKeyIsThereFromThenOn() {
        assumeHelperPrograms();
        String description = "debug:" + UUID.randomUUID();
        int key = request(description, "1");

        assertEquals(key, request(description, "2"));
        assertEquals(key, request(description, null));
    }

    @Test
    void aHelperThatKnowsOfNoKeyLeavesANegativeOne() {
        assumeHelperPrograms();
        String description = "debug:" + UUID.randomUUID();

        assertEquals(Keyctl.NO_KEY, request(description, "negate"));
        assertEquals(Keyctl.NO_KEY, request(description, "shop=1"));
    }

    @ParameterizedTest
    @CsvSource({"rejected, EKEYREJECTED", "expired, EKEYEXPIRED", "revoked, EKEYREVOKED"})
    void theReasonOfAHelperThatRefusesIsTold(String callout, Errno reason) {
        assumeHelperPrograms();
        String description = "debug:" + UUID.randomUUID();

        assertRefused(reason, () -> request(description, callout));
        assertRefused(reason, () -> request(description, "shop=1"));
    }

    /** The helper of the first description answers with the callout info, and needs no more than cat(1). */
    private static void assumeHelperPrograms() {
        assumeTrue(
                KNOWN_KERNEL || request("debug:loop:" + UUID.randomUUID(), "probe") != Keyctl.NO_KEY,
                "the kernel starts no /sbin/request-key here, or not by the rules of keyutils");
    }

    private static int request(String description, String callout) {
        byte[] info = callout == null ? null : bytes(callout);
        return Backend.KERNEL.open().requestKey(bytes("user"), bytes(description), info, Keyctl.SESSION_KEYRING);
    }
}
