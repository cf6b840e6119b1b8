package org.linuxkeyring.opaque;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.linuxkeyring.LinuxKeyringProvider;

/** Compares the list of services with those of the JDK's providers. */
class ServiceNamesTest {
    private static final List<String> TYPES = List.of("Signature", "Cipher", "Mac", "KeyAgreement");
    private static final List<String> JDK = List.of("SUN", "SunRsaSign", "SunEC", "SunJCE");

    /**
     * The services that are left out: verification alone (HSS/LMS), keys made of passwords, what SSL 3 needed, and
     * ciphers that no one should use (DES, RC2, RC4, Blowfish).
     */
    private static final Pattern LEFT_OUT =
            Pattern.compile("HSS/LMS|(Hmac)?PBE.*|SslMac.*|DES.*|RC2|ARCFOUR|Blowfish", Pattern.CASE_INSENSITIVE);

    private static final Provider OURS = new LinuxKeyringProvider();

    private static Stream<Provider.Service> services() {
        return Arrays.stream(Security.getProviders())
                .filter(provider -> JDK.contains(provider.getName()))
                .flatMap(provider -> provider.getServices().stream())
                .filter(service -> TYPES.contains(service.getType()));
    }

    @Test
    void allThatTheJdkDoesWithKeysOfItsOwnIsOffered() {
        List<String> missing = services()
                .filter(service -> !LEFT_OUT.matcher(service.getAlgorithm()).matches())
                .filter(service -> OURS.getService(service.getType(), service.getAlgorithm()) == null)
                .map(service -> service.getType() + " " + service.getAlgorithm())
                .sorted()
                .toList();
        assertEquals(List.of(), missing);
    }

    /** The JDK knows Signature.EdDSA, for instance, by no identifier, and so do we. */
    @Test
    void anIdentifierMeansTheSameAsInTheJdk() {
        for (Provider.Service ours : OURS.getServices()) {
            for (String prefix : new String[] {"OID."}) {
                identifier(ours, prefix)
                        .ifPresent(oid -> Arrays.stream(Security.getProviders())
                                .filter(provider -> JDK.contains(provider.getName()))
                                .flatMap(provider -> Stream.ofNullable(provider.getService(ours.getType(), oid)))
                                .forEach(theirs -> assertEquals(theirs.getAlgorithm(), ours.getAlgorithm(), oid)));
            }
        }
        assertFalse(OURS.getServices().isEmpty());
    }

    private static Optional<String> identifier(Provider.Service service, String prefix) {
        String key = "Alg.Alias." + service.getType() + "." + prefix;
        return OURS.stringPropertyNames().stream()
                .filter(name -> name.startsWith(key) && OURS.getProperty(name).equals(service.getAlgorithm()))
                .map(name -> name.substring(key.length()))
                .findFirst();
    }
}
