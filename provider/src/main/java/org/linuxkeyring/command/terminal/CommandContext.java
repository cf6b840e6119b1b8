package org.linuxkeyring.command.terminal;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.function.Supplier;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Printable;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/**
 * The environment of a command: the kernel, settings, streams and terminal.
 *
 * @param settings the initial settings of a keystore; system properties supply what they leave open
 */
public record CommandContext(
        Supplier<Keyctl> kernel,
        Supplier<KeyringLoadStoreParameter.Builder> settings,
        Terminal terminal,
        InputStream in,
        PrintStream out,
        PrintStream err) {
    public static CommandContext ofProcess() {
        return new CommandContext(
                () -> OpenBackend.of(Backend.KERNEL),
                KeyringLoadStoreParameter::builder,
                new ProcessTerminal(),
                System.in,
                System.out,
                System.err);
    }

    /**
     * Returns whether the setting {@code session} accepts a session keyring of another user, who possesses what is
     * linked into it.
     */
    public static boolean takeAnySession() {
        return "any"
                .equalsIgnoreCase(System.getProperty("linuxkeyring.session", "").strip());
    }

    public void print(String line) {
        out.println(Printable.text(line));
    }
}
