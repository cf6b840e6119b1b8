package org.linuxkeyring.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.linuxkeyring.fixture.ScratchKeyring.bytes;

import java.security.KeyStore.Entry.Attribute;
import java.security.PKCS12Attribute;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeyInfoTest {
    private final Map<KeyringAttribute, String> told = new EnumMap<>(Map.of(
            KeyringAttribute.SERIAL, "123456",
            KeyringAttribute.TYPE, "user",
            KeyringAttribute.DESCRIPTION, "token",
            KeyringAttribute.UID, "1000",
            KeyringAttribute.GID, "-1",
            KeyringAttribute.PERMISSIONS, "0x3f010000",
            KeyringAttribute.EXPIRY, "2030-01-01T00:00:00Z",
            KeyringAttribute.ORIGIN, "IMPORTED"));

    private Set<Attribute> attributes() {
        return told.entrySet().stream()
                .map(each -> new PKCS12Attribute(each.getKey().oid(), each.getValue()))
                .collect(Collectors.toSet());
    }

    @Test
    void anEntrysAttributesAreReadIntoTypes() {
        KeyInfo info = KeyInfo.of(attributes()).orElseThrow();
        assertEquals(123456, info.serial());
        assertEquals("user", info.type());
        assertEquals("token", info.description());
        assertEquals(1000, info.uid());
        assertEquals(-1, info.gid());
        assertEquals(Permissions.of(0x3f010000), info.permissions());
        assertEquals(Optional.of(Instant.parse("2030-01-01T00:00:00Z")), info.expiry());
        assertEquals(Set.of(), info.uses());
        assertEquals(KeyInfo.Origin.IMPORTED, info.origin());
        told.remove(KeyringAttribute.EXPIRY);
        assertEquals(Optional.empty(), KeyInfo.of(attributes()).orElseThrow().expiry());
        told.remove(KeyringAttribute.ORIGIN);
        assertEquals(
                KeyInfo.Origin.UNKNOWN, KeyInfo.of(attributes()).orElseThrow().origin());
    }

    @Test
    void itEqualsAnotherThatSaysTheSame() {
        KeyInfo info = KeyInfo.of(attributes()).orElseThrow();
        assertEquals(info, KeyInfo.of(attributes()).orElseThrow());
        assertEquals(info.hashCode(), KeyInfo.of(attributes()).orElseThrow().hashCode());
        told.put(KeyringAttribute.SERIAL, "123457");
        assertNotEquals(info, KeyInfo.of(attributes()).orElseThrow());
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"EXPIRY", "ORIGIN"})
    void attributesThatLackOneAreNotThoseOfAnEntryHere(KeyringAttribute missing) {
        told.remove(missing);
        assertEquals(Optional.empty(), KeyInfo.of(attributes()));
    }

    @ParameterizedTest
    @CsvSource({"SERIAL, x", "UID, ''", "GID, none", "PERMISSIONS, rw", "EXPIRY, soon", "ORIGIN, ELSEWHERE"})
    void noMoreAreThoseInAnotherForm(KeyringAttribute attribute, String text) {
        told.put(attribute, text);
        assertEquals(Optional.empty(), KeyInfo.of(attributes()));
    }

    @Test
    void aKeyThatTheKernelDoesNotHoldHasNone() {
        assertEquals(Optional.empty(), KeyInfo.of(new SecretKeySpec(bytes("0123456789abcdef"), "AES")));
        assertEquals(Optional.empty(), KeyInfo.of((java.security.Key) null));
    }
}
