package org.linuxkeyring.keystore;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.fixture.OnEachBackend;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keystore.settings.Settings;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.Setting;

/**
 * Names that others choose cannot forge a line of a log, control a terminal or fill a page, whichever message has them.
 */
@ParameterizedClass
@EnumSource(names = {"KERNEL", "MEMORY"})
@Tag("kernel")
class NamesInMessagesTest extends OnEachBackend {
    /** A name that is longer than the rest of any message. */
    private static final int LONG = 1_200;

    NamesInMessagesTest(Backend backend) {
        super(backend);
    }

    static Stream<String> hostileNames() {
        return Stream.of(
                "shop\nlogin of root succeeded",
                "shop\r\u0085\u2028next",
                "\u001b[2J\u001b]0;title\u0007shop",
                "\u202egnp.exe\u2066",
                "x".repeat(2_000),
                "\u202e\n".repeat(600));
    }

    private static void assertHarmless(Exception thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            String message = String.valueOf(each.getMessage());
            assertFalse(message.matches("(?s).*[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}].*"), message);
            assertTrue(message.length() < LONG, message);
        }
    }

    private static void assertRefused(Executable call) {
        assertHarmless(assertThrows(Exception.class, call));
    }

    private KeyStore at(String keyring) throws Exception {
        return ScratchKeyring.keyStore(scratch().settings().keyring(keyring).create(false));
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void keyringsInPaths(String name) {
        assertRefused(() -> at(scratch().serial() + "/" + name));
        assertRefused(() -> at("%keyring:" + name));
        assertRefused(() -> at("@" + name));
        int keyring = scratch().add("keyring", name, new byte[0]);
        scratch().keyctl().setPermissions(keyring, 0);
        assertRefused(() -> at(scratch().serial() + "/" + name).setKeyEntry("a", aes(), null, null));
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void aliasesOfEntriesThatCannotBeReadOrSet(String name) throws Exception {
        KeyStore store = scratch().keyStore();
        scratch().add("user", name, ScratchKeyring.bytes("0"));
        assertRefused(() -> store.getKey(name, null));
        assertRefused(() -> store.getEntry(name, null));

        scratch().keyctl().setPermissions(scratch().serial(), 0x2b0b0000);
        assertRefused(() -> store.setKeyEntry(name + "2", aes(), null, null));
        assertRefused(() -> store.deleteEntry(name));
        scratch().keyctl().setPermissions(scratch().serial(), 0x3f3f0000);
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void keysOfTheKernelThatAreInTheWay(String name) {
        Keyctl keyctl = scratch().keyctl();
        int key = scratch().add("user", name, ScratchKeyring.bytes("0"));
        keyctl.setPermissions(key, 0);
        assertRefused(() -> scratch().keyStore().getKey(name, null));
        assertRefused(() -> scratch().keyStore().setKeyEntry(name, aes(), null, null));
        assertRefused(() -> keyctl.search(key, ScratchKeyring.bytes("user"), ScratchKeyring.bytes(name), 0));
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void valuesAndNamesOfSettings(String value) {
        for (Setting setting : Setting.values()) {
            if (!List.of(
                            Setting.PREFIX,
                            Setting.CALLOUT,
                            Setting.CALLOUT_ALIASES,
                            Setting.RAW_ALGORITHM,
                            Setting.OWNERS)
                    .contains(setting)) {
                assertRefused(() -> load(setting.key(), value));
            }
        }
        assertRefused(() -> load(Setting.RESTRICTION.key(), value + ":" + value));
        assertRefused(
                () -> ScratchKeyring.keyStore(scratch().settings().set("owners", "root, " + value.strip() + "/")));
        assertRefused(() -> load(value, "true"));
    }

    private static void load(String key, String value) {
        Settings.of(List.of(Map.of(key, value)));
        throw new AssertionError(key + " takes " + value);
    }

    private static SecretKeySpec aes() {
        return new SecretKeySpec(new byte[16], "AES");
    }
}
