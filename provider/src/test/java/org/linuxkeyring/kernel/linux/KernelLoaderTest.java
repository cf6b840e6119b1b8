package org.linuxkeyring.kernel.linux;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.error.KeyringException;

class KernelLoaderTest {
    private final FakeKernel kernel = new FakeKernel();

    private static KeyringException failure(Supplier<SystemCalls> calls) {
        return assertThrows(KeyringException.class, () -> KernelLoader.load("Linux", "amd64", calls));
    }

    private static void assertSays(KeyringException failure, String... parts) {
        for (String part : parts) {
            assertTrue(failure.getMessage().contains(part), failure::getMessage);
        }
    }

    /** With null arguments add_key and request_key fail with EFAULT, and keyctl with EINVAL. */
    @Test
    void aKernelThatAnswersTheCallsIsUsed() {
        kernel.answering(call -> (long) call.getArgument(0) == 250 ? -22L : -14L);

        assertInstanceOf(NativeKeyctl.class, KernelLoader.load("Linux", "amd64", () -> kernel.calls));
    }

    @ParameterizedTest
    @CsvSource({"248, add_key", "249, request_key", "250, keyctl"})
    void aCallThatTheKernelDoesNotHaveIsNamed(long number, String name) {
        kernel.answering(call -> (long) call.getArgument(0) == number ? -38L : -14L);

        assertSays(failure(() -> kernel.calls), name + " (ENOSYS)", "CONFIG_KEYS", "QEMU", "backend=memory");
    }

    @ParameterizedTest
    @CsvSource({"248, add_key", "249, request_key", "250, keyctl"})
    void aCallThatASeccompFilterStopsIsNamed(long number, String name) {
        kernel.answering(call -> (long) call.getArgument(0) == number ? -1L : -14L);

        assertSays(failure(() -> kernel.calls), name + " is not permitted (EPERM)", "seccomp", "backend=memory");
    }

    @Test
    void onAnotherSystemNothingNativeIsTouched() {
        KeyringException refused = assertThrows(
                KeyringException.class, () -> KernelLoader.load("Mac OS X", "aarch64", () -> fail("touched")));

        assertSays(refused, "Mac OS X", "backend=memory");
    }

    @Test
    void anUnknownArchitectureIsReportedBeforeAnythingNativeIsTouched() {
        KeyringException refused = assertThrows(
                KeyringException.class, () -> KernelLoader.load("Linux", "sparcv9", () -> fail("touched")));

        assertSays(refused, "sparcv9");
    }

    @Test
    void aJvmThatDeniesNativeAccessIsExplained() {
        Error first = new ExceptionInInitializerError(new IllegalCallerException("Illegal native access"));

        assertSays(
                failure(() -> {
                    throw first;
                }),
                "--enable-native-access=ALL-UNNAMED",
                "backend=memory");
        assertSame(
                first,
                failure(() -> {
                            throw first;
                        })
                        .getCause());
    }

    /** The JVM reports this if another library in it tried to load JNA before. */
    @Test
    void aDenialThatAnotherLibraryMetFirstIsExplained() {
        Error later = new NoClassDefFoundError("Could not initialize class com.sun.jna.Native");
        later.initCause(new ExceptionInInitializerError(
                "Exception java.lang.IllegalCallerException: Illegal native access [in thread \"main\"]"));

        assertSays(
                failure(() -> {
                    throw later;
                }),
                "--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void aMissingJnaIsExplained() {
        assertSays(
                failure(() -> {
                    throw new NoClassDefFoundError("com/sun/jna/Native");
                }),
                "JNA is missing",
                "net.java.dev.jna:jna",
                "-all jar");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tmp/jna1.tmp: /tmp/jna1.tmp: failed to map segment from shared object",
                "Failed to create temporary file for /com/sun/jna/linux-x86-64/libjnidispatch.so library: JNA temporary"
                        + " directory '/tmp' is not writable"
            })
    void aTemporaryDirectoryThatDoesNotServeIsExplained(String message) {
        assertSays(
                failure(() -> {
                    throw new UnsatisfiedLinkError(message);
                }),
                "-Djna.tmpdir",
                "noexec");
    }

    @Test
    void anyOtherFailureIsQuoted() {
        assertSays(
                failure(() -> {
                    throw new UnsatisfiedLinkError("libjnidispatch.so not found in resource path");
                }),
                "not found in resource path",
                "backend=memory");
    }

    @Test
    void theJvmsOwnErrorsComeThrough() {
        assertThrows(
                OutOfMemoryError.class,
                () -> KernelLoader.load("Linux", "amd64", () -> {
                    throw new OutOfMemoryError();
                }));
    }
}
