package org.linuxkeyring.refusal;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import org.linuxkeyring.fixture.Quota;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;

/**
 * A program that reads names of KeyStore calls from standard input, one a line, and makes them in one thread, whose ID
 * it prints first. It answers {@code answered: ...} or a stack trace, and then a line {@link #END}.
 */
public final class CallsOnDemand {
    static final String PREPARE = "prepare";
    static final String PROCESS = "process ";
    static final String ANSWERED = "answered: ";
    static final String END = "end";

    private CallsOnDemand() {}

    public static void main(String[] arguments) throws Exception {
        Quota.await(() -> OpenBackend.of(Backend.KERNEL).joinSessionKeyring(null));
        KeyStore own = KeyStoreCall.onItsOwnKeyring();
        KeyStore process = KeyStoreCall.ofTheProcess();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            try {
                if (line.equals(PREPARE)) {
                    KeyStoreCall.prepare(own);
                } else if (line.startsWith(PROCESS)) {
                    KeyStoreCall call = KeyStoreCall.valueOf(line.substring(PROCESS.length()));
                    out.println(ANSWERED + call.on(process));
                } else {
                    out.println(ANSWERED + KeyStoreCall.valueOf(line).on(own));
                }
            } catch (Exception e) {
                e.printStackTrace(out);
            }
            out.println(END);
        }
    }
}
