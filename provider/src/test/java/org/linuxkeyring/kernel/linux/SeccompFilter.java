package org.linuxkeyring.kernel.linux;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import org.linuxkeyring.error.Errno;

/**
 * A seccomp filter (seccomp(2)) with which the key system calls fail, as under containers' default profiles. It holds
 * permanently for the calling thread and the processes that it starts, so it belongs in a thread that ends with the
 * test.
 */
public final class SeccompFilter {
    /** include/uapi/linux/prctl.h */
    private static final int PR_SET_SECCOMP = 22;

    private static final int PR_SET_NO_NEW_PRIVS = 38;
    /** include/uapi/linux/seccomp.h */
    private static final int SECCOMP_MODE_FILTER = 2;

    private static final int RET_ERRNO = 0x00050000;
    private static final int RET_ALLOW = 0x7fff0000;
    /** include/uapi/linux/bpf_common.h: BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, BPF_RET|BPF_K. */
    private static final int LOAD = 0x20;

    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;

    private static final int INSTRUCTION_BYTES = 8;

    private SeccompFilter() {}

    /** Makes add_key, request_key and keyctl fail in the calling thread. */
    public static void refuseKeyCalls(Errno errno) {
        SyscallNumbers numbers = SyscallNumbers.of(System.getProperty("os.arch"));
        try (Memory program = new Memory(6L * INSTRUCTION_BYTES);
                Memory header = new Memory(2L * Native.POINTER_SIZE)) {
            int at = 0;
            // struct seccomp_data begins with the number of the system call.
            at = instruction(program, at, LOAD, 0, 0);
            at = instruction(program, at, JUMP_IF_EQUAL, 3, numbers.addKey());
            at = instruction(program, at, JUMP_IF_EQUAL, 2, numbers.requestKey());
            at = instruction(program, at, JUMP_IF_EQUAL, 1, numbers.keyctl());
            at = instruction(program, at, RETURN, 0, RET_ALLOW);
            at = instruction(program, at, RETURN, 0, RET_ERRNO | errno.number());
            header.clear();
            header.setShort(0, (short) (at / INSTRUCTION_BYTES));
            header.setPointer(Native.POINTER_SIZE, program);
            prctl(PR_SET_NO_NEW_PRIVS, 1, null);
            prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header);
        }
    }

    /** struct sock_filter: code, jump if true, jump if false, operand. */
    private static int instruction(Memory program, int at, int code, int skipIfEqual, int operand) {
        program.setShort(at, (short) code);
        program.setByte(at + 2L, (byte) skipIfEqual);
        program.setByte(at + 3L, (byte) 0);
        program.setInt(at + 4L, operand);
        return at + INSTRUCTION_BYTES;
    }

    private static void prctl(int option, int argument, Pointer pointer) {
        Function prctl = NativeLibrary.getProcess().getFunction("prctl");
        Object[] arguments = {
            option,
            new NativeLong(argument),
            pointer == null ? new NativeLong(0) : pointer,
            new NativeLong(0),
            new NativeLong(0)
        };
        if (prctl.invokeInt(arguments) != 0) {
            throw new IllegalStateException("prctl " + option + " failed: errno " + Native.getLastError());
        }
    }
}
