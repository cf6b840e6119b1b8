package org.linuxkeyring.keystore.generation;

import java.lang.reflect.Proxy;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyPairGeneratorSpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A provider of RSA key pairs whose private keys can be destroyed, which the JDK's cannot. It counts those that are.
 */
final class DestroyableKeys extends Provider {
    private static final long serialVersionUID = 1;
    private static final String RSA = "RSA";

    private final AtomicInteger bits = new AtomicInteger();
    private final AtomicInteger destroyed = new AtomicInteger();

    DestroyableKeys() {
        super("DestroyableKeys", "1", "RSA keys that can be destroyed");
        putService(new Service(this, "KeyPairGenerator", RSA, Generator.class.getName(), List.of(), Map.of()) {
            @Override
            public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                return new Generator();
            }
        });
    }

    /** Returns the size that was asked for last. */
    int bits() {
        return bits.get();
    }

    int destroyed() {
        return destroyed.get();
    }

    private final class Generator extends KeyPairGeneratorSpi {
        private final KeyPairGenerator jdks;

        private Generator() throws NoSuchAlgorithmException {
            jdks = KeyPairGenerator.getInstance(RSA, Security.getProvider("SunRsaSign"));
        }

        @Override
        public void initialize(int size, SecureRandom random) {
            bits.set(size);
            jdks.initialize(size, random);
        }

        @Override
        public KeyPair generateKeyPair() {
            KeyPair pair = jdks.generateKeyPair();
            PrivateKey destroyable = (PrivateKey) Proxy.newProxyInstance(
                    RSAPrivateCrtKey.class.getClassLoader(),
                    new Class<?>[] {RSAPrivateCrtKey.class},
                    (proxy, method, arguments) -> {
                        if (!method.getName().equals("destroy")) {
                            return method.invoke(pair.getPrivate(), arguments);
                        }
                        destroyed.incrementAndGet();
                        return null;
                    });
            return new KeyPair(pair.getPublic(), destroyable);
        }
    }
}
