package org.linuxkeyring.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyringGenerationSpecTest {
    @Test
    void whatIsNotSetIsLeftOpen() {
        KeyringGenerationSpec spec = KeyringGenerationSpec.builder("token").build();

        assertEquals("token", spec.alias());
        assertEquals(Map.of(), spec.keyStore().settings());
        assertEquals(Optional.empty(), spec.protection().timeout());
        assertEquals(Optional.empty(), spec.file());
        assertEquals(OptionalInt.empty(), spec.size());
        assertEquals(Optional.empty(), spec.master());
        assertEquals(Optional.empty(), spec.subject());
        assertEquals(Optional.empty(), spec.validity());
    }

    @Test
    void whatIsSetIsTold() {
        KeyringLoadStoreParameter settings =
                KeyringLoadStoreParameter.builder().keyring("@u/shop").build();
        KeyringProtection protection =
                KeyringProtection.builder().timeout(Duration.ofHours(1)).build();
        KeyringGenerationSpec spec = KeyringGenerationSpec.builder("web")
                .keyStore(settings)
                .protection(protection)
                .file(Path.of("shop.keyring"))
                .size(4096)
                .master("trusted:kmk")
                .subject(new X500Principal("CN=web"))
                .validity(Duration.ofDays(7))
                .build();

        assertEquals(settings, spec.keyStore());
        assertEquals(protection, spec.protection());
        assertEquals(Optional.of(Path.of("shop.keyring")), spec.file());
        assertEquals(OptionalInt.of(4096), spec.size());
        assertEquals(Optional.of("trusted:kmk"), spec.master());
        assertEquals(Optional.of(new X500Principal("CN=web")), spec.subject());
        assertEquals(Optional.of(Duration.ofDays(7)), spec.validity());
    }

    /** A blank would end the name in the text that the kernel is given, and add what follows. */
    @ParameterizedTest
    @ValueSource(
            strings = {"user:kmk", "kmk", "trusted:", "trusted:a b", "trusted:a\n", "trusted:\u00e9", "encrypted:a"})
    void aMasterKeyThatHidesNothingOrHasNoNameIsRefused(String master) {
        KeyringGenerationSpec.Builder builder = KeyringGenerationSpec.builder("token");
        String message = assertThrows(IllegalArgumentException.class, () -> builder.master(master))
                .getMessage();
        assertTrue(message.contains("of type user"), message);
    }

    @Test
    void aNullIsNamed() {
        KeyringGenerationSpec.Builder builder = KeyringGenerationSpec.builder("token");
        Map<String, Executable> given = Map.of(
                "settings", () -> builder.keyStore(null),
                "policy", () -> builder.protection(null),
                "path", () -> builder.file(null),
                "master", () -> builder.master(null),
                "name", () -> builder.subject(null),
                "time", () -> builder.validity(null));

        given.forEach((name, call) -> assertEquals(
                name, assertThrows(NullPointerException.class, call).getMessage()));
    }

    @Test
    void aPasswordIsRefused() {
        KeyringProtection password =
                KeyringProtection.builder().password("changeit".toCharArray()).build();
        KeyringGenerationSpec.Builder builder = KeyringGenerationSpec.builder("token");
        assertThrows(IllegalArgumentException.class, () -> builder.protection(password));
    }

    @Test
    void aValidityThatNoCertificateCanHaveIsRefused() {
        KeyringGenerationSpec.Builder builder = KeyringGenerationSpec.builder("web");
        assertThrows(IllegalArgumentException.class, () -> builder.validity(Duration.ofMillis(999)));
        assertThrows(IllegalArgumentException.class, () -> builder.validity(Duration.ofDays(36_501)));
    }
}
