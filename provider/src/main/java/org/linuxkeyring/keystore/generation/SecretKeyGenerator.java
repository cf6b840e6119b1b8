package org.linuxkeyring.keystore.generation;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.function.IntPredicate;
import javax.crypto.KeyGeneratorSpi;
import javax.crypto.SecretKey;
import org.linuxkeyring.keystore.settings.ProviderSettings;
import org.linuxkeyring.keystore.store.GeneratedEntry;

/** A {@code KeyGenerator} whose keys the kernel makes where it can, and holds. */
public final class SecretKeyGenerator extends KeyGeneratorSpi {
    private static final int SHORTEST_HMAC = 112;
    private static final int LONGEST_HMAC = 32_768;

    private final String algorithm;
    private final int usualBits;
    private final IntPredicate allowed;
    private final String allowedText;
    private final ProviderSettings settings;
    private GeneratedEntries entries;
    private int bits;

    private SecretKeyGenerator(
            String algorithm, int usualBits, IntPredicate allowed, String allowedText, ProviderSettings settings) {
        this.algorithm = algorithm;
        this.usualBits = usualBits;
        this.allowed = allowed;
        this.allowedText = allowedText;
        this.settings = settings;
    }

    /** Returns a generator of AES keys. */
    public static SecretKeyGenerator aes(ProviderSettings settings) {
        return new SecretKeyGenerator(
                "AES", 256, bits -> bits == 128 || bits == 192 || bits == 256, "128, 192 or 256", settings);
    }

    /**
     * Returns a generator of HMAC keys. The shortest that NIST SP 800-131A (section 10) allows has 112 bits; the
     * longest is that of type {@code encrypted}.
     *
     * @param hashBits the size of the hash
     */
    public static SecretKeyGenerator hmac(String algorithm, int hashBits, ProviderSettings settings) {
        return new SecretKeyGenerator(
                algorithm,
                hashBits,
                bits -> bits >= SHORTEST_HMAC && bits <= LONGEST_HMAC && bits % Byte.SIZE == 0,
                "a multiple of 8 from 112 to 32768",
                settings);
    }

    @Override
    protected void engineInit(SecureRandom random) {
        throw new InvalidParameterException(GeneratedEntries.REMEDY);
    }

    @Override
    protected void engineInit(int size, SecureRandom random) {
        throw new InvalidParameterException(GeneratedEntries.REMEDY);
    }

    /** Initializes the generator; the random bytes are the kernel's, whatever source is given. */
    @Override
    protected void engineInit(AlgorithmParameterSpec given, SecureRandom random)
            throws InvalidAlgorithmParameterException {
        GeneratedEntries named = GeneratedEntries.of(given, settings);
        int wanted = named.spec().size().orElse(usualBits);
        if (!allowed.test(wanted)) {
            throw new InvalidAlgorithmParameterException(
                    "A key of " + wanted + " bits is not allowed for " + algorithm + "; allowed is " + allowedText);
        }
        if (named.spec().subject().isPresent() || named.spec().validity().isPresent()) {
            throw new InvalidAlgorithmParameterException(
                    "A secret key has no certificate; leave out its subject and validity");
        }
        entries = named;
        bits = wanted;
    }

    @Override
    protected SecretKey engineGenerateKey() {
        if (entries == null) {
            throw new ProviderException(GeneratedEntries.REMEDY);
        }
        return (SecretKey) entries.set(new GeneratedEntry.Secret(
                algorithm, bits / Byte.SIZE, entries.spec().master()));
    }
}
