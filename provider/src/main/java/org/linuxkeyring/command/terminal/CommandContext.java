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
 * What a command works with.
 *
 * @param settings the start of a keystore's settings; what they leave open is taken from system properties
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

    /** Whether the setting {@code session} lets another user possess what is linked into the session keyring. */
    public static boolean takeAnySession() {
        return "any"
                .equalsIgnoreCase(System.getProperty("linuxkeyring.session", "").strip());
    }

    public void print(String line) {
        out.println(Printable.text(line));
    }
}
