package org.linuxkeyring.entry.pbe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.security.KeyStoreException;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.key.EncryptedKey;
import org.linuxkeyring.entry.key.SecretKeyInfo;

/** The scheme under which a password's key is written, and the property that chooses its cost. */
class WrittenProtectionTest {
    private static final String COST = "linuxkeyring.scrypt.cost";

    private final String before = System.getProperty(COST);
    private final String securityBefore = Security.getProperty(COST);

    @BeforeEach
    void clearProperty() {
        System.clearProperty(COST);
    }

    @AfterEach
    void restoreProperties() {
        if (before != null) {
            System.setProperty(COST, before);
        } else {
            System.clearProperty(COST);
        }
        // A security property cannot be removed again; one without a value counts as none.
        Security.setProperty(COST, securityBefore == null ? "" : securityBefore);
    }

    @Test
    void whatIsWrittenIsPbes2WithScryptAndAes256() throws Exception {
        AlgorithmIdentifier written = Pbes2.newIdentifier();

        PBES2Parameters parameters = PBES2Parameters.getInstance(written.getParameters());
        ScryptParams scrypt = scrypt(written);
        assertEquals(PKCSObjectIdentifiers.id_PBES2, written.getAlgorithm());
        assertEquals(
                MiscObjectIdentifiers.id_scrypt,
                parameters.getKeyDerivationFunc().getAlgorithm());
        assertEquals(BigInteger.valueOf(16384), scrypt.getCostParameter());
        assertEquals(BigInteger.valueOf(8), scrypt.getBlockSize());
        assertEquals(BigInteger.ONE, scrypt.getParallelizationParameter());
        assertEquals(16, scrypt.getSalt().length);
        assertEquals(
                NISTObjectIdentifiers.id_aes256_CBC,
                parameters.getEncryptionScheme().getAlgorithm());
    }

    @Test
    void saltAndVectorAreNewEachTime() throws Exception {
        assertFalse(Pbes2.newIdentifier().equals(Pbes2.newIdentifier()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1024", "2048", "32768", " 65536 "})
    void theSystemPropertyChoosesTheCostThatIsWrittenAndRead(String cost) throws Exception {
        System.setProperty(COST, cost);
        assertEquals(new BigInteger(cost.strip()), writtenCost());
        byte[] information = new SecretKeySpec(new byte[] {1, 2, 3}, "AES").getEncoded();
        char[] password = "secret".toCharArray();
        byte[] encoded = SecretKeyInfo.encode(new SecretKeySpec(information, "AES"));
        EncryptedKey read = EncryptedKey.read(
                new DerReader(EncryptedKey.encrypt(encoded, password)).next("an encrypted key"), true);
        assertArrayEquals(information, read.decode(password).getEncoded());
    }

    @Test
    void theSecurityPropertyDoesUnlessTheSystemPropertyIsSet() throws Exception {
        Security.setProperty(COST, "4096");
        assertEquals(BigInteger.valueOf(4096), writtenCost());
        System.setProperty(COST, "8192");
        assertEquals(BigInteger.valueOf(8192), writtenCost());
    }

    @Test
    void anEmptyPropertyIsNone() throws Exception {
        System.setProperty(COST, "");
        assertEquals(BigInteger.valueOf(16384), writtenCost());
    }

    @ParameterizedTest
    @ValueSource(strings = {"512", "131072", "1025", "-1024", "01024", "high", "1e4"})
    void anotherCostIsRefusedWithTheOnesThatThereAre(String cost) {
        System.setProperty(COST, cost);
        byte[] information = {1, 2, 3};
        Exception refused =
                assertThrows(KeyStoreException.class, () -> EncryptedKey.encrypt(information, "secret".toCharArray()));
        assertEquals(
                "The property linuxkeyring.scrypt.cost is '" + cost
                        + "': it has to be a power of two from 1024 to 65536",
                refused.getMessage());
        assertArrayEquals(new byte[] {1, 2, 3}, information, "the caller wipes it");
    }

    @Test
    void thePasswordAndTheKeyAreWipedOnceTheCipherHasThem() {
        byte[] key = new byte[CbcCipher.AES_256.keySize()];
        Arrays.fill(key, (byte) 1);
        List<byte[]> passwords = new ArrayList<>();
        KeyDerivation derivation = (password, length) -> {
            passwords.add(password);
            return key;
        };

        new Pbes2(derivation, CbcCipher.AES_256, new byte[16]).cipher(true, "secret".toCharArray());

        assertEquals(1, passwords.size());
        assertArrayEquals(new byte[6], passwords.get(0));
        assertArrayEquals(new byte[32], key);
    }

    private static BigInteger writtenCost() throws Exception {
        return scrypt(Pbes2.newIdentifier()).getCostParameter();
    }

    private static ScryptParams scrypt(AlgorithmIdentifier written) {
        return ScryptParams.getInstance(PBES2Parameters.getInstance(written.getParameters())
                .getKeyDerivationFunc()
                .getParameters());
    }
}
