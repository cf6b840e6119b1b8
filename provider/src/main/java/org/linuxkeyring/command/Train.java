package org.linuxkeyring.command;

import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.spec.KeyringPath;
import picocli.CommandLine.Command;

/**
 * A training run, whose classes the launcher has the JVM put into an archive for later starts (JEP 514). It has a
 * keyring of its own, this process's, which ends with it.
 */
@Command(
        name = "train",
        hidden = true,
        description = "Do what commands do most, in this process's keyring, for an archive of their classes.")
final class Train implements Callable<Integer> {
    private static final int DONE = 0;
    private static final String KEYRING = "@p/train";

    private final Interpreter interpreter;
    private final CommandContext context;

    Train(Interpreter interpreter, CommandContext context) {
        this.interpreter = interpreter;
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStores.directOrNew(context, KeyringPath.of(KEYRING));
        store.setKeyEntry("secret", new SecretKeySpec(new byte[Long.BYTES], "RAW"), null, null);
        File authorities = new File(System.getProperty("java.home"), "lib/security/cacerts");
        if (authorities.canRead()) {
            KeyStore trusted = KeyStore.getInstance(authorities, (char[]) null);
            Iterator<String> aliases = trusted.aliases().asIterator();
            if (aliases.hasNext()) {
                store.setCertificateEntry("authority", trusted.getCertificate(aliases.next()));
            }
        }
        for (String command : List.of("show", "list", "list --json", "secret list")) {
            interpreter.run(List.of((command + " " + KEYRING).split(" ")));
        }
        return DONE;
    }
}
