package org.linuxkeyring.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.spec.KeyInfo.Origin;

class ListedEntryTest {
    @ParameterizedTest
    @CsvSource({
        "GENERATED_IN_KERNEL, generated in the kernel, GENERATED_IN_KERNEL",
        "GENERATED, generated, GENERATED",
        "IMPORTED, , IMPORTED",
        "UNKNOWN, , "
    })
    void whatIsKnownOfItsOriginIsTold(Origin origin, String people, String programs) {
        ListedEntry entry = new ListedEntry(
                "token",
                "kernel-held",
                Optional.of("AES"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(1),
                Optional.of(origin),
                Optional.empty());

        assertEquals(Optional.ofNullable(people), entry.generation());
        assertEquals(programs, entry.members(Instant.EPOCH).get("origin"));
    }
}
