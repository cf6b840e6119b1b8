package org.linuxkeyring.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.linuxkeyring.error.KeyringException;

/** The numbers of the three key system calls, which differ from one architecture to another; see syscall(2). */
enum SyscallNumbers {
    /** arch/x86/entry/syscalls/syscall_64.tbl. */
    X86_64(248, 249, 250, "amd64", "x86_64"),
    /** arch/x86/entry/syscalls/syscall_32.tbl. */
    I386(286, 287, 288, "i386", "x86"),
    /** arch/arm/tools/syscall.tbl, EABI. */
    ARM(309, 310, 311, "arm"),
    /** arch/powerpc/kernel/syscalls/syscall.tbl. */
    PPC64LE(269, 270, 271, "ppc64le"),
    /** arch/s390/kernel/syscalls/syscall.tbl. */
    S390X(278, 279, 280, "s390x"),
    /** include/uapi/asm-generic/unistd.h (scripts/syscall.tbl since Linux 6.11), as all younger architectures. */
    GENERIC(217, 218, 219, "aarch64", "riscv64", "loongarch64");

    private final int addKey;
    private final int requestKey;
    private final int keyctl;
    private final List<String> architectures;

    SyscallNumbers(int addKey, int requestKey, int keyctl, String... architectures) {
        this.addKey = addKey;
        this.requestKey = requestKey;
        this.keyctl = keyctl;
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

    /** @param architecture as the system property {@code os.arch} names it: the JVM's, not the machine's */
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
