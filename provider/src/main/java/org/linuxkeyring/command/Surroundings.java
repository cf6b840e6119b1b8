package org.linuxkeyring.command;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.function.Supplier;
import org.linuxkeyring.KeyringLoadStoreParameter;
import org.linuxkeyring.kernel.Backend;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Printable;

/**
 * What a command works with.
 *
 * @param settings the start of a keystore's settings; what they leave open is taken from system properties
 */
record Surroundings(
        Supplier<Keyctl> kernel,
        Supplier<KeyringLoadStoreParameter.Builder> settings,
        Terminal terminal,
        InputStream in,
        PrintStream out,
        PrintStream err) {
    static Surroundings ofProcess() {
        return new Surroundings(
                Backend.KERNEL::open,
                KeyringLoadStoreParameter::builder,
                new ProcessTerminal(),
                System.in,
                System.out,
                System.err);
    }

    /** Whether the setting {@code session} lets another user possess what is linked into the session keyring. */
    static boolean takeAnySession() {
        return "any"
                .equalsIgnoreCase(System.getProperty("linuxkeyring.session", "").strip());
    }

    void print(String line) {
        out.println(Printable.text(line));
    }
}
