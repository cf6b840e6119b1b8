package org.linuxkeyring.tls.wrapper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.fixture.FreshSession;
import org.linuxkeyring.fixture.Pem;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.fixture.Upcall;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.testing.TestCertificates;
import org.linuxkeyring.testing.TestKeys;
import org.linuxkeyring.testing.TlsHandshake;
import org.linuxkeyring.tls.Managers;

/**
 * A server under load, whose entry expires every two seconds, ten times. Each time the kernel has a helper program make
 * it anew, and also the first one. No handshake fails.
 */
@Tag("kernel")
@Tag("slow")
@ExtendWith(FreshSession.class)
class LifetimesTest {
    private static final int LIFETIMES = 10;
    private static final int SECONDS = 2;
    private static final int THREADS = 3;

    /** A helper program that counts its calls, and makes the entry from the next file in its folder. */
    private static final String HELPER = """
            folder=$(dirname "$0")
            echo made >>"$folder/calls"
            number=$(( $(wc -l <"$folder/calls") % 4 ))
            keyctl timeout "$1" 2
            keyctl pinstantiate "$1" 0 <"$folder/$number.pem"
            """;

    @TempDir
    Path folder;

    private static byte[] pem() throws Exception {
        KeyPair pair = TestKeys.fresh("EC/secp256r1");
        return Pem.of(pair, TestCertificates.chain(pair.getPublic(), 1));
    }

    /**
     * The helper program of keyutils' own rules makes an entry of the callout info; this test sets its timeout. The
     * keystore itself and a wrapped one are served at the same time, since both spend it waiting.
     */
    @Test
    void noHandshakeFailsWhoseEntryHasToBeMadeAnew() throws Exception {
        Upcall.assumeRulesOfKeyutils();
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            for (Future<Set<Certificate>> served : both.invokeAll(List.<Callable<Set<Certificate>>>of(
                    () -> servedAnew(loaded -> loaded),
                    () -> servedAnew(loaded -> new Wrapper(loaded).keyStore("Wrapped", null))))) {
                assertEquals(1, served.get().size());
            }
        } finally {
            both.shutdown();
        }
    }

    private static Set<Certificate> servedAnew(KeyStoreWrapper wrapper) throws Exception {
        String alias = "debug:loop:" + UUID.randomUUID();
        try (ScratchKeyring scratch = ScratchKeyring.of(Backend.KERNEL)) {
            String pem = new String(pem(), StandardCharsets.US_ASCII).strip();
            KeyStore loaded =
                    ScratchKeyring.keyStore(scratch.settings().callout(pem).calloutAliases(alias));
            loaded.setCertificateEntry("root", TestCertificates.root());
            Set<Integer> entries = new HashSet<>();
            IntStream.of(scratch.links()).forEach(entries::add);
            int others = entries.size();
            return served(wrapper.wrap(loaded), () -> {
                IntStream.of(scratch.links()).filter(entries::add).forEach(made -> end(scratch, made));
                return entries.size() - others <= LIFETIMES;
            });
        }
    }

    /** Returns the keystore to be served. */
    @FunctionalInterface
    private interface KeyStoreWrapper {
        KeyStore wrap(KeyStore loaded) throws Exception;
    }

    private static void end(ScratchKeyring scratch, int entry) {
        try {
            scratch.keyctl().setTimeout(entry, SECONDS);
        } catch (KeyctlException e) {
            throw new IllegalStateException("an entry that was made has gone", e);
        }
    }

    @Test
    void noHandshakeFailsWhoseEntryAHelperRenews() throws Exception {
        Upcall.assumeRulesOfOnesOwn();
        String alias = "linuxkeyring-test:" + UUID.randomUUID();
        for (int i = 0; i < 4; i++) {
            Files.write(folder.resolve(i + ".pem"), pem());
        }
        Path rule = Upcall.rule("linuxkeyring-test:*", folder, HELPER);
        try (ScratchKeyring scratch = ScratchKeyring.of(Backend.KERNEL)) {
            KeyStore loaded =
                    ScratchKeyring.keyStore(scratch.settings().callout("renew").calloutAliases(alias));
            loaded.setCertificateEntry("root", TestCertificates.root());
            assertEquals(4, served(loaded, () -> calls() <= LIFETIMES).size());
        } finally {
            Files.delete(rule);
        }
    }

    private long calls() {
        Path calls = folder.resolve("calls");
        try {
            return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the certificates that threads got in continuous handshakes while the condition held. */
    private static Set<Certificate> served(KeyStore keyStore, BooleanSupplier going) throws Exception {
        SSLContext context = Managers.context(keyStore);
        AtomicInteger running = new AtomicInteger(THREADS);
        ExecutorService clients = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Set<Certificate>>> load = new ArrayList<>();
            Set<Certificate> seen = new HashSet<>();
            AtomicInteger ended = new AtomicInteger();
            Callable<Set<Certificate>> client = () -> {
                Set<Certificate> served = new HashSet<>();
                try {
                    for (int i = 0; ended.get() == 0; i++) {
                        String protocol = i % 2 == 0 ? "TLSv1.3" : "TLSv1.2";
                        served.add((X509Certificate) new TlsHandshake(context, context, protocol).serverCertificate());
                    }
                    return served;
                } finally {
                    running.decrementAndGet();
                }
            };
            for (int i = 0; i < THREADS; i++) {
                load.add(clients.submit(client));
            }
            while (going.getAsBoolean() && running.get() == THREADS) {
                Thread.sleep(5);
            }
            ended.set(1);
            for (Future<Set<Certificate>> each : load) {
                seen.addAll(each.get());
            }
            assertTrue(!seen.isEmpty());
            return seen;
        } finally {
            clients.shutdownNow();
        }
    }
}
