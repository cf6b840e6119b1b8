package org.linuxkeyring.samples.sharedsecret;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** Both sides in one JVM: backend=memory keeps the secret where no other process sees it. */
public final class InOneJvm {
    private InOneJvm() {}

    /** Takes the file that names the keyring, and the name of a user. */
    public static void main(String[] args) throws IOException, GeneralSecurityException, InterruptedException {
        Path reference = Path.of(args[0]);
        Token token = Issue.issue(reference, args[1]);
        System.out.println(token);
        Verify.verify(reference, token);
    }
}
