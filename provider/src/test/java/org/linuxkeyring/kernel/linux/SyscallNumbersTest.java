package org.linuxkeyring.kernel.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linuxkeyring.error.KeyringException;

class SyscallNumbersTest {
    /** The numbers are those of Debian's linux-libc-dev headers for each architecture (asm/unistd*.h). */
    @ParameterizedTest
    @CsvSource({
        "amd64, 248, 249, 250, 107",
        "x86_64, 248, 249, 250, 107",
        "i386, 286, 287, 288, 201",
        "x86, 286, 287, 288, 201",
        "arm, 309, 310, 311, 201",
        "aarch64, 217, 218, 219, 175",
        "riscv64, 217, 218, 219, 175",
        "loongarch64, 217, 218, 219, 175",
        "ppc64le, 269, 270, 271, 49",
        "s390x, 278, 279, 280, 201"
    })
    void eachArchitectureHasItsNumbers(String architecture, int addKey, int requestKey, int keyctl, int geteuid) {
        SyscallNumbers numbers = SyscallNumbers.of(architecture);

        assertArrayEquals(
                new int[] {addKey, requestKey, keyctl, geteuid},
                new int[] {numbers.addKey(), numbers.requestKey(), numbers.keyctl(), numbers.geteuid()});
    }

    @ParameterizedTest
    @CsvSource({
        "amd64, 0, 3, 41, 49, 288, 54, 55, 46, 8",
        "i386, 3, 6, 359, 361, 364, 366, 365, 370, 4",
        "arm, 3, 6, 281, 282, 366, 294, 295, 296, 4",
        "aarch64, 63, 57, 198, 200, 242, 208, 209, 211, 8",
        "riscv64, 63, 57, 198, 200, 242, 208, 209, 211, 8",
        "loongarch64, 63, 57, 198, 200, 242, 208, 209, 211, 8",
        "ppc64le, 3, 6, 326, 327, 344, 339, 340, 341, 8",
        "s390x, 3, 6, 359, 361, 364, 366, 365, 370, 8"
    })
    void eachArchitectureHasItsNumbersOfSockets(
            String architecture,
            int read,
            int close,
            int socket,
            int bind,
            int accept4,
            int setsockopt,
            int getsockopt,
            int sendmsg,
            int wordSize) {
        assertEquals(
                new SocketNumbers(read, close, socket, bind, accept4, setsockopt, getsockopt, sendmsg, wordSize),
                SyscallNumbers.of(architecture).sockets());
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
