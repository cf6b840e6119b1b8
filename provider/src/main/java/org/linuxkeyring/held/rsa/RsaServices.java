package org.linuxkeyring.held.rsa;

import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.linuxkeyring.held.DirectService;

/**
 * The services of RSA keys that the kernel holds, by the Java Security Standard Algorithm Names. Object identifiers are
 * names of the services that applications find, which ask for these by name.
 */
public final class RsaServices {
    private static final String SIGNATURE = "Signature";

    private RsaServices() {}

    /** Returns the services of all algorithms. */
    public static List<DirectService> all(Provider provider) {
        List<DirectService> services = new ArrayList<>();
        services.add(service(provider, SIGNATURE, "NONEwithRSA", RawPkcs1Signature::new));
        services.add(service(provider, SIGNATURE, "RSASSA-PSS", PssSignature::new));
        for (DigestAlgorithm digest : DigestAlgorithm.values()) {
            services.add(
                    service(provider, SIGNATURE, digest.shortName() + "withRSA", () -> new Pkcs1Signature(digest)));
            services.add(service(provider, SIGNATURE, bouncyCastleName(digest), () -> new PssSignature(digest)));
        }
        services.add(service(provider, "Cipher", "RSA", RsaCipher::new));
        return services;
    }

    /**
     * Returns the name by which Bouncy Castle's signers ask for RSASSA-PSS with the parameters of
     * {@link PssParameters#of(DigestAlgorithm)}.
     */
    private static String bouncyCastleName(DigestAlgorithm digest) {
        return digest.shortName().replaceFirst("/(\\d+)", "($1)") + "withRSAandMGF1";
    }

    private static DirectService service(Provider provider, String type, String algorithm, Supplier<Object> maker) {
        return DirectService.forKeys(HeldRsaKey.class, provider, type, algorithm, maker);
    }
}
