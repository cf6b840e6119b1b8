package org.linuxkeyring.kernel.linux;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.linuxkeyring.error.KeyringException;

/**
 * The numbers of the system calls on keys and on sockets, which differ from one architecture to another (syscall(2)).
 */
enum SyscallNumbers {
    /** arch/x86/entry/syscalls/syscall_64.tbl. */
    X86_64(248, 249, 250, 107, new SocketNumbers(0, 3, 41, 49, 288, 54, 55, 46, Long.BYTES), "amd64", "x86_64"),
    /** arch/x86/entry/syscalls/syscall_32.tbl. */
    I386(286, 287, 288, 201, new SocketNumbers(3, 6, 359, 361, 364, 366, 365, 370, Integer.BYTES), "i386", "x86"),
    /** arch/arm/tools/syscall.tbl, EABI. */
    ARM(309, 310, 311, 201, new SocketNumbers(3, 6, 281, 282, 366, 294, 295, 296, Integer.BYTES), "arm"),
    /** arch/powerpc/kernel/syscalls/syscall.tbl. */
    PPC64LE(269, 270, 271, 49, new SocketNumbers(3, 6, 326, 327, 344, 339, 340, 341, Long.BYTES), "ppc64le"),
    /** arch/s390/kernel/syscalls/syscall.tbl. */
    S390X(278, 279, 280, 201, new SocketNumbers(3, 6, 359, 361, 364, 366, 365, 370, Long.BYTES), "s390x"),
    /**
     * include/uapi/asm-generic/unistd.h (scripts/syscall.tbl since Linux 6.11), which all younger architectures use.
     */
    GENERIC(
            217,
            218,
            219,
            175,
            new SocketNumbers(63, 57, 198, 200, 242, 208, 209, 211, Long.BYTES),
            "aarch64",
            "riscv64",
            "loongarch64");

    private final int addKey;
    private final int requestKey;
    private final int keyctl;
    private final int geteuid;
    private final SocketNumbers sockets;
    private final List<String> architectures;

    SyscallNumbers(
            int addKey, int requestKey, int keyctl, int geteuid, SocketNumbers sockets, String... architectures) {
        this.addKey = addKey;
        this.requestKey = requestKey;
        this.keyctl = keyctl;
        this.geteuid = geteuid;
        this.sockets = sockets;
        this.architectures = List.of(architectures);
    }

    int addKey() {
        return addKey;
    }

    int requestKey() {
        return requestKey;
    }

    int keyctl() {
        return keyctl;
    }

    /** Returns the number of the call with 32-bit uids, which is geteuid32 on the older architectures. */
    int geteuid() {
        return geteuid;
    }

    SocketNumbers sockets() {
        return sockets;
    }

    /**
     * Returns the numbers of an architecture.
     *
     * @param architecture the system property {@code os.arch}, which names the JVM's architecture and not the machine's
     */
    static SyscallNumbers of(String architecture) {
        return Arrays.stream(values())
                .filter(numbers -> numbers.architectures.contains(architecture))
                .findFirst()
                .orElseThrow(() -> new KeyringException("The numbers of the key system calls on the architecture "
                        + architecture + " are not known. Known are " + known()
                        + ": use a JVM of one of these, or ask for backend=memory."));
    }

    private static String known() {
        return Arrays.stream(values())
                .flatMap(numbers -> numbers.architectures.stream())
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
