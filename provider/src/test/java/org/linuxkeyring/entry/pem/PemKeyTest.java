package org.linuxkeyring.entry.pem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.entry.key.EncryptedKey;
import org.linuxkeyring.entry.key.PlainKey;

/** The keys of PEM blocks whose label has to tell what they are, and the wiping of what is not kept. */
class PemKeyTest {
    private static final byte[] ALGORITHM = Der.value(Der.SEQUENCE, Der.objectIdentifier("1.2.3.4"));
    private static final byte[] OCTETS = Der.value(Der.OCTET_STRING, new byte[16]);

    /** An RSA key, which is too short to be told from other bytes. */
    private static byte[] shortRsa() {
        byte[][] integers =
                Collections.nCopies(9, new byte[] {Der.INTEGER, 1, 1}).toArray(new byte[0][]);
        return Der.value(Der.SEQUENCE, integers);
    }

    @Test
    void whatDoesNotBeginAsABundleIsWhatItsLabelSays() {
        byte[] encrypted = Der.value(Der.SEQUENCE, ALGORITHM, OCTETS);
        byte[] version2 = Der.value(Der.SEQUENCE, new byte[] {Der.INTEGER, 1, 2}, ALGORITHM, OCTETS);

        assertInstanceOf(PlainKey.class, PemKey.read("RSA PRIVATE KEY", shortRsa()));
        assertInstanceOf(EncryptedKey.class, PemKey.read("ENCRYPTED PRIVATE KEY", encrypted));
        assertInstanceOf(PlainKey.class, PemKey.read("PRIVATE KEY", version2));
        assertThrows(MalformedEntryException.class, () -> PemKey.read("PRIVATE KEY", encrypted));
        assertThrows(MalformedEntryException.class, () -> PemKey.read("ENCRYPTED PRIVATE KEY", version2));
    }

    @Test
    void contentThatIsMalformedOrConvertedIsWiped() {
        byte[] malformed = {1, 2, 3};
        PemBlock block = new PemBlock(new byte[0], "PRIVATE KEY", 0, 0, 0);
        assertThrows(MalformedEntryException.class, () -> PemKey.read(block, malformed));
        assertArrayEquals(new byte[3], malformed);

        byte[] converted = shortRsa();
        PemKey.read("RSA PRIVATE KEY", converted);
        assertArrayEquals(new byte[converted.length], converted);
    }
}
