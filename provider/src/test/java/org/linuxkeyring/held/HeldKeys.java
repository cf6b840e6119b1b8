package org.linuxkeyring.held;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.held.rsa.HeldRsaKey;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.Keyring;
import org.linuxkeyring.keyring.Keyrings;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keyring.key.KeyTypeProbe;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringPath;

/** A place for a test's RSA keys: the kernel, or an imitation of what it does with them. */
public final class HeldKeys implements AutoCloseable {
    private final Keyctl keyctl;
    private final KeyType type;
    private final Map<Integer, RSAPrivateKey> imitated;
    private final int session;
    private final Keyring keyring;

    private HeldKeys(Keyctl keyctl, KeyType type, Map<Integer, RSAPrivateKey> imitated) {
        this.keyctl = keyctl;
        this.type = type;
        this.imitated = imitated;
        this.session = keyctl.keyringId(Keyctl.SESSION_KEYRING, false);
        String name = "test-" + UUID.randomUUID();
        this.keyring = new Keyrings(keyctl).at(KeyringPath.of("@s/" + name), true);
    }

    /** In the running kernel; skips the test where that has no keys, or no RSA for them. */
    public static HeldKeys inKernel() {
        try {
            Keyctl keyctl = OpenBackend.of(Backend.KERNEL);
            assumeTrue(
                    new KeyTypeProbe(keyctl).parsesPkcs8(),
                    "this kernel has no asymmetric keys in PKCS#8 (CONFIG_PKCS8_PRIVATE_KEY_PARSER)");
            return new HeldKeys(keyctl, KeyType.ASYMMETRIC, Map.of());
        } catch (KeyringException refused) {
            abort(refused.getMessage());
            throw refused;
        }
    }

    /** In memory, with the arithmetic of BigInteger. */
    public static HeldKeys imitated() {
        return imitated(UnaryOperator.identity());
    }

    /** @param fault what becomes of the results */
    public static HeldKeys imitated(UnaryOperator<BigInteger> fault) {
        Keyctl memory = OpenBackend.privateMemory();
        Map<Integer, RSAPrivateKey> keys = new ConcurrentHashMap<>();
        Keyctl imitation = (Keyctl) Proxy.newProxyInstance(
                HeldKeys.class.getClassLoader(), new Class<?>[] {Keyctl.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(memory, arguments);
                    } catch (InvocationTargetException e) {
                        if (e.getCause() instanceof KeyctlException refused && refused.errno() == Errno.EOPNOTSUPP) {
                            return answer(keys, method.getName(), arguments, fault);
                        }
                        throw e.getCause();
                    }
                });
        return new HeldKeys(imitation, KeyType.USER, keys);
    }

    /** What the kernel does with keys that are there; memory has refused the others by now. */
    private static Object answer(
            Map<Integer, RSAPrivateKey> keys, String call, Object[] arguments, UnaryOperator<BigInteger> fault) {
        RSAPrivateKey key = keys.get(arguments[0]);
        int bytes = (key.getModulus().bitLength() + 7) / 8;
        if (call.equals("pkeyQuery")) {
            return ByteBuffer.allocate(Keyctl.PKEY_QUERY_SIZE)
                    .order(ByteOrder.nativeOrder())
                    .putInt(0x03)
                    .putInt(bytes * 8)
                    .array();
        }
        ByteBuffer input = (ByteBuffer) arguments[2];
        byte[] number = new byte[input.remaining()];
        input.duplicate().get(number);
        BigInteger representative = new BigInteger(1, number);
        if (representative.compareTo(key.getModulus()) >= 0) {
            throw new RefusedCall("KEYCTL_PKEY_DECRYPT", Errno.EINVAL.number(), "key " + arguments[0]);
        }
        byte[] result = fault.apply(representative.modPow(key.getPrivateExponent(), key.getModulus()))
                .toByteArray();
        ByteBuffer answer = ByteBuffer.allocate(bytes);
        int length = Math.min(bytes, result.length);
        answer.position(bytes - length)
                .put(result, result.length - length, length)
                .clear();
        return ((PayloadReader<?>) arguments[3]).read(answer);
    }

    public Keyctl keyctl() {
        return keyctl;
    }

    /** The private key, handed over to the kernel. */
    public KernelKey add(KeyPair pair) {
        if (type.equals(KeyType.ASYMMETRIC)) {
            return add(pair.getPrivate().getEncoded());
        }
        KernelKey key = add(new byte[] {1});
        imitated.put(key.serial(), (RSAPrivateKey) pair.getPrivate());
        return key;
    }

    public KernelKey add(byte[] payload) {
        return keyring.put(type, Description.of("test-" + UUID.randomUUID()), ByteBuffer.wrap(payload));
    }

    public HeldRsaKey held(KeyPair pair) {
        return new HeldRsaKey(add(pair), (RSAPublicKey) pair.getPublic());
    }

    @Override
    public void close() {
        keyctl.clear(keyring.serial());
        keyctl.unlink(keyring.serial(), session);
    }
}
