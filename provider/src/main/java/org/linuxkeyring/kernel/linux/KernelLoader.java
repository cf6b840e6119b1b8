package org.linuxkeyring.kernel.linux;

import java.util.function.Supplier;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;

/**
 * The loader of the port to this system's kernel. It checks whether the kernel accepts the key system calls, and gives
 * the reason if it does not.
 */
public final class KernelLoader {
    private KernelLoader() {}

    /**
     * Returns the port to this system's kernel.
     *
     * @param systemCalls called only if the operating system is Linux: on others JNA need not be present
     * @throws KeyringException with the reason and the remedy, whatever {@code systemCalls} throws
     */
    public static Keyctl load(String osName, String architecture, Supplier<SystemCalls> systemCalls) {
        if (!osName.equals("Linux")) {
            throw new KeyringException("The kernel's keyrings are Linux's, and this is " + osName
                    + ": ask for backend=memory, or for backend=auto, which is memory here.");
        }
        SyscallNumbers numbers = SyscallNumbers.of(architecture);
        SystemCalls calls = reach(systemCalls);
        requireAdmitted(calls, "add_key", numbers.addKey());
        requireAdmitted(calls, "request_key", numbers.requestKey());
        requireAdmitted(calls, "keyctl", numbers.keyctl());
        return new NativeKeyctl(calls, numbers);
    }

    private static SystemCalls reach(Supplier<SystemCalls> systemCalls) {
        try {
            return systemCalls.get();
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Error | RuntimeException e) {
            throw JnaFailure.explain(e);
        }
    }

    /**
     * Makes a call whose arguments are all zero, which changes nothing: add_key and request_key fail with EFAULT, and
     * keyctl(2) with EINVAL. ENOSYS and EPERM mean that the call did not reach the key retention service.
     */
    private static void requireAdmitted(SystemCalls calls, String name, int number) {
        long result = calls.call(number, 0, 0, 0, 0, 0);
        if (result == -Errno.ENOSYS.number()) {
            throw new KeyringException("This kernel has no system call " + name + " (ENOSYS): it was built without"
                    + " CONFIG_KEYS, a sandbox such as gVisor stands in for it, a container's seccomp profile"
                    + " (Podman's, CRI-O's) pretends so, or QEMU runs this program for another processor in user"
                    + " mode (as does a container of a foreign platform), where it passes no key system calls on."
                    + " Allow add_key, request_key and keyctl there, use another kernel or sandbox, this machine's"
                    + " own platform or a virtual machine, or ask for backend=memory.");
        }
        if (result == -Errno.EPERM.number()) {
            throw new KeyringException(
                    "The system call " + name + " is not permitted (EPERM): a seccomp filter stops it,"
                            + " as containers' default profiles do. Allow add_key, request_key and keyctl in the"
                            + " container's seccomp"
                            + " profile, or ask for backend=memory.");
        }
    }
}
