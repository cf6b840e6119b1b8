package org.linuxkeyring.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linuxkeyring.entry.Entries.CREATED;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.Certificate;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code openssl storeutl} lists the entries that are written, because they are standard. */
class StoreUtilTest {
    private static final KeyPair PAIR = TestKeys.pair("EC/secp256r1");
    private static final Certificate[] CHAIN = TestKeys.chain(PAIR);

    @TempDir
    private Path directory;

    @BeforeAll
    static void openSslIsInstalled() {
        OpenSsl.assumeInstalled();
    }

    @Test
    void privateKeyAndItsChainAreListed() throws Exception {
        assertKeyAndChain(list(EntryEncoder.privateKey(PAIR.getPrivate(), null, CHAIN, CREATED, Set.of())));
    }

    @Test
    void protectedPrivateKeyIsListedWithItsPassword() throws Exception {
        char[] password = "secret".toCharArray();

        assertKeyAndChain(list(EntryEncoder.privateKey(PAIR.getPrivate(), password, CHAIN, CREATED, Set.of())));
    }

    @Test
    void certificateIsListed() throws Exception {
        String list = list(EntryEncoder.certificate(CHAIN[0], CREATED, Set.of()));

        assertTrue(list.matches("(?s).*Subject: CN ?= ?leaf\\b.*"), list);
        assertTrue(list.contains("Total found: 1"), list);
    }

    private static void assertKeyAndChain(String list) {
        assertTrue(list.contains("0: Pkey"), list);
        assertTrue(list.contains("Private-Key: (256 bit)"), list);
        assertTrue(list.contains("3: Certificate"), list);
        assertTrue(list.contains("Total found: 4"), list);
        assertEquals(3, list.split("Subject: ", -1).length - 1, list);
    }

    private String list(Payload payload) throws Exception {
        Path file = Files.write(directory.resolve("entry"), Entries.bytes(payload));
        // The exit status is the number of values that openssl does not know: one, the attributes.
        return OpenSsl.text(1, "storeutl", "-noout", "-text", "-passin", "pass:secret", file.toString());
    }
}
