package org.linuxkeyring.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.linuxkeyring.kernel.RefusedCall;

class RemediesTest {
    static final List<String> OPERATIONS = List.of(
            "add_key",
            "request_key",
            "KEYCTL_GET_KEYRING_ID",
            "KEYCTL_JOIN_SESSION_KEYRING",
            "KEYCTL_UPDATE",
            "KEYCTL_REVOKE",
            "KEYCTL_CHOWN",
            "KEYCTL_SETPERM",
            "KEYCTL_DESCRIBE",
            "KEYCTL_CLEAR",
            "KEYCTL_LINK",
            "KEYCTL_UNLINK",
            "KEYCTL_MOVE",
            "KEYCTL_SEARCH",
            "KEYCTL_READ",
            "KEYCTL_SET_TIMEOUT",
            "KEYCTL_INVALIDATE",
            "KEYCTL_GET_PERSISTENT",
            "KEYCTL_PKEY_QUERY",
            "KEYCTL_PKEY_DECRYPT",
            "KEYCTL_RESTRICT_KEYRING",
            "socket",
            "bind",
            "ALG_SET_KEY_BY_KEY_SERIAL",
            "ALG_SET_AEAD_AUTHSIZE",
            "accept4",
            "sendmsg",
            "read");

    @ParameterizedTest
    @EnumSource(value = Errno.class, names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
    void everyOperationAndErrnoHasARemedyOfWholeSentences(Errno errno) {
        for (String operation : OPERATIONS) {
            assertTrue(Remedies.of(operation, errno).matches("[A-Z].*\\."), () -> operation + " " + errno);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "KEYCTL_READ, EACCES, keyctl link @u @s",
        "KEYCTL_READ, EOPNOTSUPP, type user",
        "add_key, EDQUOT, /proc/key-users",
        "add_key, EDQUOT, kernel.keys.maxbytes",
        "add_key, EINVAL, 32767",
        "add_key, ENODEV, /proc/keys",
        "add_key, EPERM, seccomp",
        "add_key, ENOSYS, CONFIG_KEYS",
        "add_key, ENOSYS, QEMU",
        "KEYCTL_UPDATE, EINVAL, 4096",
        "KEYCTL_GET_PERSISTENT, EPERM, CAP_SETUID",
        "KEYCTL_CHOWN, EACCES, CAP_SYS_ADMIN",
        "KEYCTL_CHOWN, EINVAL, user namespace",
        "KEYCTL_MOVE, EACCES, write permission on both keyrings",
        "KEYCTL_SETPERM, EINVAL, 0x3f3f3f3f",
        "KEYCTL_PKEY_QUERY, EINVAL, 4096 bits",
        "KEYCTL_PKEY_QUERY, EOPNOTSUPP, CONFIG_PKCS8_PRIVATE_KEY_PARSER",
        "KEYCTL_RESTRICT_KEYRING, EEXIST, another keyring",
        "KEYCTL_RESTRICT_KEYRING, EACCES, setattr permission",
        "KEYCTL_RESTRICT_KEYRING, ENOENT, asymmetric",
        "socket, EAFNOSUPPORT, CONFIG_CRYPTO_USER_API_AEAD",
        "socket, EPERM, seccomp",
        "socket, EMFILE, ulimit -n",
        "bind, ENOENT, CONFIG_CRYPTO_USER_API_SKCIPHER",
        "request_key, ENOENT, apt-get install keyutils",
        "ALG_SET_KEY_BY_KEY_SERIAL, ENOPROTOOPT, Linux 6.2",
        "ALG_SET_KEY_BY_KEY_SERIAL, EACCES, search permission",
        "ALG_SET_KEY_BY_KEY_SERIAL, EKEYEXPIRED, timeout has passed",
        "read, ENOMEM, net.core.optmem_max"
    })
    void theRemedyNamesWhatToUse(String operation, Errno errno, String part) {
        assertTrue(Remedies.of(operation, errno).contains(part), () -> Remedies.of(operation, errno));
    }

    @Test
    void aMessageSaysWhatFailedWhyAndTheRemedy() {
        KeyctlException refused = new RefusedCall("KEYCTL_UNLINK", 2, "key 7 and keyring @u");

        assertEquals(
                "KEYCTL_UNLINK of key 7 and keyring @u failed: ENOENT (not there). The keyring does not link this key;"
                        + " list what it links with `keyctl list`.",
                refused.getMessage());
    }

    @Test
    void aRefusalIsPrintedByTheNameThatApplicationsCatch() {
        KeyctlException refused = new RefusedCall("add_key", 1, "user key \"name\"");

        assertEquals("org.linuxkeyring.error.KeyctlException: " + refused.getMessage(), refused.toString());
    }

    @Test
    void anErrnoWithoutANameIsGivenByNumber() {
        KeyctlException refused = new RefusedCall("add_key", 999, "user key \"name\"");

        assertEquals("add_key of user key \"name\" failed: errno 999 (unknown error)", refused.getMessage());
        assertEquals(Errno.UNKNOWN, refused.errno());
        assertEquals(999, refused.errnoNumber());
    }

    @Test
    void theSameFailureCanBeToldOfABetterSubject() {
        KeyctlException refused = new RefusedCall("add_key", 122, "user key \"name\"");

        KeyctlException told = refused.about("alias web");

        assertTrue(told.getMessage().startsWith("add_key of alias web failed: EDQUOT"), told::getMessage);
        assertEquals(refused, told.getCause());
        assertFalse(told.getMessage().contains("user key"));
    }

    @Test
    void errnoConstantsStandInTheOrderOfTheirNumbers() {
        Errno[] all = Errno.values();
        for (int i = 1; i < all.length - 1; i++) {
            assertTrue(all[i - 1].number() < all[i].number(), all[i].name());
        }
        assertEquals(Errno.UNKNOWN, all[all.length - 1]);
    }
}
