package org.linuxkeyring.held.rsa;

import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.linuxkeyring.held.DirectService;

/** The services of RSA keys that the kernel holds, by the Java Security Standard Algorithm Names. */
public final class RsaServices {
    private static final String SIGNATURE = "Signature";

    private RsaServices() {}

    /** Returns the services of all algorithms. */
    public static List<DirectService> all(Provider provider) {
        List<DirectService> services = new ArrayList<>();
        services.add(service(provider, SIGNATURE, "NONEwithRSA", List.of(), RawPkcs1Signature::new));
        services.add(service(
                provider, SIGNATURE, "RSASSA-PSS", identified(PKCSObjectIdentifiers.id_RSASSA_PSS), PssSignature::new));
        for (DigestAlgorithm digest : DigestAlgorithm.values()) {
            services.add(service(
                    provider,
                    SIGNATURE,
                    digest.shortName() + "withRSA",
                    identified(digest.signatureIdentifier()),
                    () -> new Pkcs1Signature(digest)));
            services.add(
                    service(provider, SIGNATURE, bouncyCastleName(digest), List.of(), () -> new PssSignature(digest)));
        }
        services.add(
                service(provider, "Cipher", "RSA", identified(PKCSObjectIdentifiers.rsaEncryption), RsaCipher::new));
        return services;
    }

    /**
     * Returns the name by which Bouncy Castle's signers ask for RSASSA-PSS with the parameters of
     * {@link PssParameters#of(DigestAlgorithm)}.
     */
    private static String bouncyCastleName(DigestAlgorithm digest) {
        return digest.shortName().replaceFirst("/(\\d+)", "($1)") + "withRSAandMGF1";
    }

    private static List<String> identified(ASN1ObjectIdentifier identifier) {
        return Stream.of("", "OID.").map(prefix -> prefix + identifier.getId()).toList();
    }

    private static DirectService service(
            Provider provider, String type, String algorithm, List<String> aliases, Supplier<Object> maker) {
        return DirectService.forKeys(HeldRsaKey.class, provider, type, algorithm, aliases, maker);
    }
}
