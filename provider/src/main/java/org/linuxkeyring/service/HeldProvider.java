package org.linuxkeyring.service;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.linuxkeyring.held.rsa.RsaServices;
import org.linuxkeyring.held.secret.SecretKeyServices;

/** The services of keys that the kernel holds, as a provider that is not installed. */
final class HeldProvider extends Provider {
    private static final long serialVersionUID = 1L;
    private static final Provider SERVICES = new HeldProvider();

    private HeldProvider() {
        super("LinuxKeyringHeld", "1", "keys that the kernel holds");
        RsaServices.all(this).forEach(this::putService);
        SecretKeyServices.all(this).forEach(this::putService);
    }

    @FunctionalInterface
    private interface Maker<T> {
        T make(Provider services) throws GeneralSecurityException;
    }

    static Optional<Signature> signature(String algorithm) {
        return service("Signature", algorithm, services -> Signature.getInstance(algorithm, services));
    }

    static Optional<Cipher> cipher(String algorithm, String transformation) {
        return service("Cipher", algorithm, services -> Cipher.getInstance(transformation, services));
    }

    static Optional<Mac> mac(String algorithm) {
        return service("Mac", algorithm, services -> Mac.getInstance(algorithm, services));
    }

    private static <T> Optional<T> service(String type, String algorithm, Maker<T> maker) {
        if (SERVICES.getService(type, algorithm) == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(maker.make(SERVICES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
