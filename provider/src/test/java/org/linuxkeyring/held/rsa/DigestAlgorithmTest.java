package org.linuxkeyring.held.rsa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names by which the parameters of a signature or a cipher ask for a hash function. */
class DigestAlgorithmTest {
    @ParameterizedTest
    @CsvSource({
        "SHA, SHA_1",
        "sha-1, SHA_1",
        "SHA1, SHA_1",
        "1.3.14.3.2.26, SHA_1",
        "Sha256, SHA_256",
        "SHA-512/256, SHA_512_256",
        "SHA512/256, SHA_512_256",
        "2.16.840.1.101.3.4.2.8, SHA3_256",
        "SHA3-256, SHA3_256"
    })
    void aHashFunctionHasSeveralNames(String name, DigestAlgorithm expected) {
        assertEquals(Optional.of(expected), DigestAlgorithm.named(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MD5", "SHA-", "SHA-3", "SHA512-256", "1.2.840.113549.2.5"})
    void whatIsNoneOfTheirNamesNamesNone(String name) {
        assertEquals(Optional.empty(), DigestAlgorithm.named(name));
    }
}
