package org.linuxkeyring.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.error.KeyringException;

class SyscallNumbersTest {
    /** As Debian's linux-libc-dev headers of each architecture have them (asm/unistd*.h). */
    @ParameterizedTest
    @CsvSource({
        "amd64, 248, 249, 250",
        "x86_64, 248, 249, 250",
        "i386, 286, 287, 288",
        "x86, 286, 287, 288",
        "arm, 309, 310, 311",
        "aarch64, 217, 218, 219",
        "riscv64, 217, 218, 219",
        "loongarch64, 217, 218, 219",
        "ppc64le, 269, 270, 271",
        "s390x, 278, 279, 280"
    })
    void eachArchitectureHasItsNumbers(String architecture, int addKey, int requestKey, int keyctl) {
        SyscallNumbers numbers = SyscallNumbers.of(architecture);

        assertArrayEquals(
                new int[] {addKey, requestKey, keyctl},
                new int[] {numbers.addKey(), numbers.requestKey(), numbers.keyctl()});
    }

    @Test
    void anUnknownArchitectureIsNamedWithTheKnownOnesAndTheRemedy() {
        String message = assertThrows(KeyringException.class, () -> SyscallNumbers.of("mips64"))
                .getMessage();

        assertTrue(message.contains("mips64"), message);
        assertTrue(message.contains("aarch64, amd64, arm"), message);
        assertTrue(message.contains("backend=memory"), message);
    }
}
