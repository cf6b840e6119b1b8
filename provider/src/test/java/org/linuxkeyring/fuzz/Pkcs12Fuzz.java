package org.linuxkeyring.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.linuxkeyring.command.CommandRun;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.fixture.ScratchKeyring;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.testing.Budget;
import org.linuxkeyring.testing.Corpus;

/** PKCS #12 files, and the others that {@code import} takes: each is stored whole, or refused with a reason. */
class Pkcs12Fuzz {
    private static final Path FILE = newFile();
    private static final BigInteger MOST_ITERATIONS = BigInteger.valueOf(2_000);
    private static final int MOST_LEVELS = 40;

    @FuzzTest
    void load(byte[] input) throws Exception {
        if (derivesLong(input)) {
            return;
        }
        Files.write(FILE, input);
        Budget.require(() -> {
            try (MemoryKeyrings keyrings = new MemoryKeyrings()) {
                CommandRun command = new CommandRun(keyrings::keyctl, Backend.MEMORY).typing("changeit");
                store(command.entries(FILE), keyrings);
            } catch (CommandException | IOException | GeneralSecurityException e) {
                Corpus.requireReason(e);
            }
        });
    }

    private static void store(Map<String, KeyStore.Entry> entries, MemoryKeyrings keyrings) throws Exception {
        KeyStore store =
                ScratchKeyring.keyStore(keyrings.settings().keyring(Integer.toString(keyrings.newKeyring("fuzz"))));
        try {
            KeyringKeyStore.of(store)
                    .setEntries(entries, KeyringProtection.builder().build());
        } catch (KeyStoreException e) {
            assertTrue(Collections.list(store.aliases()).isEmpty(), () -> "in part: " + e);
            throw e;
        }
        assertTrue(store.size() == entries.size());
    }

    /**
     * Tells whether the file asks for so many iterations that the JDK's reader alone exceeds the budget: it accepts
     * five million, for each of any number of parts, and tells no one beforehand. An iteration count stands after a
     * salt (RFC 7292 section 4 and appendix C, RFC 8018 appendix A.2).
     */
    private static boolean derivesLong(byte[] input) {
        try {
            return derivesLong(ASN1Primitive.fromByteArray(input), 0);
        } catch (IOException | RuntimeException e) {
            // The JDK's reader gives up here as well.
            return false;
        }
    }

    private static boolean derivesLong(ASN1Encodable value, int level) throws IOException {
        if (value instanceof ASN1OctetString octets && level < MOST_LEVELS) {
            byte[] inner = octets.getOctets();
            try {
                return inner.length > 0 && derivesLong(ASN1Primitive.fromByteArray(inner), level + 1);
            } catch (IOException | RuntimeException e) {
                return false;
            }
        }
        if (value instanceof ASN1TaggedObject tagged) {
            return derivesLong(tagged.getBaseObject(), level + 1);
        }
        Iterable<ASN1Encodable> values =
                value instanceof ASN1Sequence sequence ? sequence : value instanceof ASN1Set set ? set : List.of();
        ASN1Encodable before = null;
        for (ASN1Encodable each : values) {
            boolean isLong = before instanceof ASN1OctetString
                    && each instanceof ASN1Integer count
                    && count.getValue().compareTo(MOST_ITERATIONS) > 0;
            if (isLong || derivesLong(each, level + 1)) {
                return true;
            }
            before = each;
        }
        return false;
    }

    private static Path newFile() {
        try {
            Path file = Files.createTempFile("fuzz", ".p12");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
