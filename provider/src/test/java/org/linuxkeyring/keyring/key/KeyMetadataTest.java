package org.linuxkeyring.keyring.key;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.spec.Permissions;

class KeyMetadataTest {
    @Test
    void aDescriptionMayContainSemicolons() {
        KeyMetadata metadata = KeyMetadata.parse("user;1000;-1;3f010000;a;b;;c".getBytes(StandardCharsets.UTF_8));
        assertEquals(
                new KeyMetadata(KeyType.USER, 1000, -1, Permissions.of(0x3f010000), Description.of("a;b;;c")),
                metadata);
    }
}
