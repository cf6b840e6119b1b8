package org.linuxkeyring.keystore.generation;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyPairGeneratorSpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.time.Duration;
import java.util.Set;
import javax.security.auth.DestroyFailedException;
import org.linuxkeyring.held.rsa.SelfSignedCertificate;
import org.linuxkeyring.keystore.settings.ProviderSettings;
import org.linuxkeyring.keystore.store.GeneratedEntry;
import org.linuxkeyring.spec.KeyringGenerationSpec;

/**
 * A {@code KeyPairGenerator} of RSA keys. Another provider generates them in the heap, since the kernel generates none;
 * with a {@link KeyringGenerationSpec} the kernel then holds the private key. Without one the pair is an ordinary one,
 * as {@code keytool -genkeypair -providername LinuxKeyring} asks for it, which stores the pair itself.
 */
public final class RsaKeyPairGenerator extends KeyPairGeneratorSpi {
    private static final String RSA = "RSA";
    private static final int USUAL_BITS = 3072;
    private static final Set<Integer> SIZES = Set.of(2048, USUAL_BITS, 4096);
    private static final Duration USUAL_VALIDITY = Duration.ofDays(90);

    private final Provider provider;
    private final ProviderSettings settings;
    private KeyPairGenerator generator;
    private GeneratedEntries entries;

    public RsaKeyPairGenerator(Provider provider, ProviderSettings settings) {
        this.provider = provider;
        this.settings = settings;
    }

    @Override
    public void initialize(int bits, SecureRandom random) {
        entries = null;
        generator = another();
        generator.initialize(bits, random);
    }

    @Override
    public void initialize(AlgorithmParameterSpec given, SecureRandom random)
            throws InvalidAlgorithmParameterException {
        if (!(given instanceof KeyringGenerationSpec spec)) {
            entries = null;
            generator = another();
            generator.initialize(given, random);
            return;
        }
        int bits = spec.size().orElse(USUAL_BITS);
        if (!SIZES.contains(bits)) {
            throw new InvalidAlgorithmParameterException(
                    "A key of " + bits + " bits is not allowed for RSA; allowed is 2048, 3072 or 4096");
        }
        if (spec.master().isPresent()) {
            throw new InvalidAlgorithmParameterException(
                    "The kernel encrypts secret keys alone under a master key; leave it out for RSA");
        }
        entries = GeneratedEntries.of(spec, settings);
        generator = another();
        generator.initialize(bits, random);
    }

    /** Returns the generator of the first other provider that has one. */
    private KeyPairGenerator another() {
        Provider[] all = Security.getProviders("KeyPairGenerator." + RSA);
        try {
            for (Provider each : all == null ? new Provider[0] : all) {
                if (!each.getName().equals(provider.getName())) {
                    return KeyPairGenerator.getInstance(RSA, each);
                }
            }
        } catch (NoSuchAlgorithmException e) {
            throw new ProviderException(e);
        }
        throw new InvalidParameterException(
                "No other provider generates RSA keys, which the kernel does not. Install one, such as SunRsaSign");
    }

    @Override
    public KeyPair generateKeyPair() {
        if (generator == null) {
            initialize(USUAL_BITS, new SecureRandom());
        }
        KeyPair pair = generator.generateKeyPair();
        return entries == null ? pair : held(pair);
    }

    private KeyPair held(KeyPair pair) {
        KeyringGenerationSpec spec = entries.spec();
        try {
            X509Certificate certificate = SelfSignedCertificate.of(
                    pair,
                    spec.subject().orElseGet(() -> SelfSignedCertificate.named(spec.alias())),
                    spec.validity().orElse(USUAL_VALIDITY));
            PrivateKey key = (PrivateKey) entries.set(new GeneratedEntry.Pair(pair.getPrivate(), certificate));
            return new KeyPair(pair.getPublic(), key);
        } catch (GeneralSecurityException e) {
            throw new ProviderException("The certificate of the key pair cannot be made: " + e.getMessage(), e);
        } finally {
            destroy(pair.getPrivate());
        }
    }

    private static void destroy(PrivateKey key) {
        try {
            key.destroy();
        } catch (DestroyFailedException e) {
            // The JDK's RSA keys are immutable: they stay in the heap until it is collected and used for something
            // else.
        }
    }
}
