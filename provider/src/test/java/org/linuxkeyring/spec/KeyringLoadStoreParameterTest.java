package org.linuxkeyring.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyringLoadStoreParameterTest {
    @Test
    void eachMethodSetsTheTextOfThePropertiesFile() {
        KeyringLoadStoreParameter parameter = KeyringLoadStoreParameter.builder()
                .keyring(KeyringPath.of("@u/shop"))
                .create(false)
                .type(EntryType.BIG_KEY)
                .prefix("shop:")
                .callout("renew")
                .calloutAliases("web", "mail")
                .timeout(Duration.ofHours(8))
                .permissions(Permissions.of("alswrv-----v------------"))
                .restriction(Restriction.of("asymmetric", "builtin_trusted"))
                .writes(Writes.ON_STORE)
                .passwords(Passwords.IGNORE)
                .protection(Protection.KERNEL_HELD)
                .keys(Keys.OPAQUE)
                .seal(Seal.of("trusted:0x81000002"))
                .rawAlgorithm("AES")
                .backend(Backend.MEMORY)
                .session(Session.ANY)
                .owners("www-data", "1000")
                .build();
        assertEquals(
                Map.ofEntries(
                        Map.entry("keyring", "@u/shop"),
                        Map.entry("create", "false"),
                        Map.entry("type", "big_key"),
                        Map.entry("prefix", "shop:"),
                        Map.entry("callout", "renew"),
                        Map.entry("callout.aliases", "web,mail"),
                        Map.entry("timeout", "PT8H"),
                        Map.entry("permissions", "0x3f010000"),
                        Map.entry("restriction", "asymmetric:builtin_trusted"),
                        Map.entry("writes", "on-store"),
                        Map.entry("passwords", "ignore"),
                        Map.entry("protection", "kernel-held"),
                        Map.entry("keys", "opaque"),
                        Map.entry("seal", "trusted:0x81000002"),
                        Map.entry("raw.algorithm", "AES"),
                        Map.entry("backend", "memory"),
                        Map.entry("session", "any"),
                        Map.entry("owners", "www-data,1000")),
                parameter.settings());
        assertNull(parameter.getProtectionParameter());
    }

    /** A comma divides names in the text. */
    @ParameterizedTest
    @ValueSource(strings = {"web,mail", " web", "web ", ""})
    void aNameThatTheTextCannotHoldIsRefused(String name) {
        KeyringLoadStoreParameter.Builder builder = KeyringLoadStoreParameter.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.calloutAliases("token", name));
        assertThrows(IllegalArgumentException.class, () -> builder.owners("root", name));
    }

    @Test
    void anUnknownKeyOrTextIsRefusedAtOnce() {
        KeyringLoadStoreParameter.Builder builder = KeyringLoadStoreParameter.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.set("keyrng", "@u"));
        String message = assertThrows(IllegalArgumentException.class, () -> builder.set("writes", "later"))
                .getMessage();
        assertEquals("Setting writes=later is not allowed; allowed is: immediate, on-store or never", message);
        assertEquals(
                Map.of("writes", "never"),
                builder.set("writes", "never").build().settings());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> builder.keyring("shop"))
                .getMessage()
                .startsWith("Setting keyring=shop is not allowed; allowed is: @u"));
    }
}
