package org.linuxkeyring.held;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.concurrent.Callable;

/** What an action ends in, to be compared: bytes in hex, or the exception with its message. */
public final class Outcomes {
    public static final byte[] MESSAGE = "Kernel-held keys sign, too.".getBytes(UTF_8);

    private Outcomes() {}

    public static String of(Callable<?> action) {
        try {
            Object result = action.call();
            return result instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(result);
        } catch (Exception e) {
            return e.getClass().getName() + ": " + e.getMessage();
        }
    }
}
