package org.linuxkeyring.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.Callable;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linuxkeyring.testing.ChildJvm;
import org.linuxkeyring.testing.Jdk;
import org.linuxkeyring.testing.Outcome;

/** What the JDK says where the rotating factories are the default and the provider is missing is in docs/ERRORS.md. */
class MissingProviderIT {
    /** A program that asks for the defaults, and prints why each is refused. */
    static final class AskForDefaults {
        private AskForDefaults() {}

        public static void main(String[] none) throws Exception {
            for (Callable<?> each : List.<Callable<?>>of(
                    () -> KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm()),
                    () -> TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm()),
                    SSLContext::getDefault,
                    () -> KeyStore.getInstance("LINUXKEYRING"))) {
                try {
                    each.call();
                } catch (GeneralSecurityException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.linuxkeyring.testing.Jdk#installed")
    void theMessagesOfTheJdkAreInTheDocument(Jdk jdk, @TempDir Path folder) throws Exception {
        Path defaults = Files.writeString(
                folder.resolve("java.security"),
                "ssl.KeyManagerFactory.algorithm=LINUXKEYRING\nssl.TrustManagerFactory.algorithm=LINUXKEYRING\n");
        Outcome outcome = ChildJvm.of(jdk)
                .options("-Djava.security.properties=" + defaults)
                .run(AskForDefaults.class)
                .succeeded();

        String document = Files.readString(Path.of("..", "docs", "ERRORS.md"));
        List<String> messages = outcome.out().lines().toList();
        assertEquals(4, messages.size(), outcome::toString);
        for (String message : messages) {
            assertTrue(document.contains("`" + message + "`"), message);
        }
    }
}
