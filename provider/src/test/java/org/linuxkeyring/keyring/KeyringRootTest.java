package org.linuxkeyring.keyring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.spec.KeyringPath;

/** What the first part of a path means to the kernel (include/uapi/linux/keyctl.h). */
class KeyringRootTest {
    @ParameterizedTest
    @CsvSource({"@t, -1", "@p, -2", "@s, -3", "@u, -4", "@us, -5"})
    void specialKeyringsHaveTheKernelsNumbers(String root, int id) {
        assertEquals(id, KeyringRoot.id(KeyringPath.of(root)));
        assertEquals(root, KeyringRoot.written(id));
    }

    @ParameterizedTest
    @CsvSource({"123, 123", "0x1f, 31"})
    void aSerialIsDecimalOrHexadecimal(String root, int serial) {
        assertEquals(serial, KeyringRoot.id(KeyringPath.of(root)));
    }

    @ParameterizedTest
    @CsvSource({"123, true", "%keyring:shop, true", "@s, false", "@u/shop, false", "@persistent, false"})
    void whatIsWrittenAsASerialOrANameMayBeAnyUsers(String path, boolean isAnyUsers) {
        assertEquals(isAnyUsers, KeyringRoot.isOfAnyUser(KeyringPath.of(path)));
    }

    @ParameterizedTest
    @CsvSource({"@t, true", "@p/shop, true", "@s, false", "@u, false", "123, false"})
    void threadAndProcessKeyringsAreOneThreads(String path, boolean isConfined) {
        assertEquals(isConfined, KeyringRoot.isConfined(KeyringPath.of(path)));
    }

    @ParameterizedTest
    @CsvSource({"@t, true", "@p/shop, true", "123, true", "0x1f/shop, true", "@u, false", "%keyring:shop, false"})
    void onlyWhatIsWrittenByANameIsTheSameAfterAReboot(String path, boolean isTransient) {
        assertEquals(isTransient, KeyringRoot.isTransient(KeyringPath.of(path)));
    }
}
