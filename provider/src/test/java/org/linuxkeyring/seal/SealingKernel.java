package org.linuxkeyring.seal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.held.secret.PretendedSocket;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.kernel.RefusedCall;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Seal;

/**
 * A kernel in memory that has keys of type trusted, and sockets that use keys, where the running one has none. A reboot
 * leaves nothing but the TPM.
 */
final class SealingKernel implements SealingMachine {
    private static final byte[] USER = "user".getBytes(StandardCharsets.US_ASCII);

    static final int ANOTHER_USER = 12_345;

    /** What each blob of this machine's TPM is. */
    private final Map<String, byte[]> tpm = new HashMap<>();

    private final Map<Integer, byte[]> keys = new HashMap<>();
    private final Map<Integer, byte[]> blobs = new HashMap<>();
    private final Set<Integer> planted = new HashSet<>();
    private Keyctl memory = OpenBackend.privateMemory();
    private boolean hasSockets = true;
    private boolean hasTrusted = true;
    private int socketsLeft = Integer.MAX_VALUE;
    private int openSockets;
    private boolean hasQuota = true;
    private int sendsLeft = Integer.MAX_VALUE;

    /** What is done, once, before a key of a type is made. */
    private final Map<String, Runnable> before = new HashMap<>();

    @Override
    public Seal seal() {
        return Seal.of("trusted");
    }

    @Override
    public String keyring() {
        return "@u/shop";
    }

    @Override
    public Keyctl keyctl() {
        Keyctl now = memory;
        return (Keyctl) Proxy.newProxyInstance(
                SealingKernel.class.getClassLoader(),
                new Class<?>[] {Keyctl.class},
                (proxy, method, arguments) -> call(now, method, arguments));
    }

    @Override
    public void reboot() {
        keys.clear();
        blobs.clear();
        planted.clear();
        memory = OpenBackend.privateMemory();
    }

    /** Gives the machine another TPM. */
    void clearTpm() {
        tpm.clear();
    }

    /** Has the keys that sockets use be gone once so many sockets have been opened. */
    void endKeysAfterSockets(int sockets) {
        socketsLeft = sockets;
    }

    int openSockets() {
        return openSockets;
    }

    /** Has a key be another user's. */
    void giveAway(int key) {
        planted.add(key);
    }

    void withoutSockets() {
        hasSockets = false;
    }

    /** Has the quota be used up by all but the key-encryption keys. */
    void withoutQuota() {
        hasQuota = false;
    }

    /** Has this be done, once, before a readable key is made, which is refused by what is thrown. */
    void beforeReadable(Runnable once) {
        before.put("user", once);
    }

    /** Has this be done, once, before a key is made that the kernel is to hold, which is refused by what is thrown. */
    void beforeHeld(Runnable once) {
        before.put("logon", once);
    }

    /** Has sockets take so many messages, all together. */
    void endMemoryAfterMessages(int messages) {
        sendsLeft = messages;
    }

    void withoutTrusted() {
        hasTrusted = false;
    }

    private Object call(Keyctl now, Method method, Object... arguments) throws Throwable {
        switch (method.getName()) {
            case "algorithmSocket":
                return socket((String) arguments[0], (String) arguments[1], (int) arguments[2], (int) arguments[3]);
            case "addKey":
                return add(now, arguments);
            case "search":
                if (isTrusted(arguments[1])) {
                    arguments[1] = USER;
                }
                break;
            case "describe":
                if (planted.contains(arguments[0])) {
                    String own = new String((byte[]) invoke(now, method, arguments), StandardCharsets.UTF_8);
                    return own.replaceFirst(";\\d+;", ";" + ANOTHER_USER + ";").getBytes(StandardCharsets.UTF_8);
                }
                break;
            case "read":
                if (blobs.containsKey(arguments[0])) {
                    return ((PayloadReader<?>) arguments[1]).read(ByteBuffer.wrap(blobs.get(arguments[0])));
                }
                break;
            default:
                break;
        }
        return invoke(now, method, arguments);
    }

    private static Object invoke(Keyctl now, Method method, Object... arguments) throws Throwable {
        try {
            return method.invoke(now, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static boolean isTrusted(Object type) {
        return new String((byte[]) type, StandardCharsets.US_ASCII).equals("trusted");
    }

    private int add(Keyctl now, Object... arguments) {
        byte[] payload = bytes((ByteBuffer) arguments[2]);
        if (!isTrusted(arguments[0])) {
            if (!hasQuota) {
                throw new RefusedCall("add_key", Errno.EDQUOT.number(), "a key");
            }
            Optional.ofNullable(before.remove(new String((byte[]) arguments[0], StandardCharsets.US_ASCII)))
                    .ifPresent(Runnable::run);
            int key = now.addKey(
                    (byte[]) arguments[0], (byte[]) arguments[1], (ByteBuffer) arguments[2], (int) arguments[3]);
            keys.put(key, payload);
            return key;
        }
        String command = new String(payload, StandardCharsets.US_ASCII);
        String blob = command.startsWith("load ") ? command.substring("load ".length()) : born();
        if (!hasTrusted || !tpm.containsKey(blob)) {
            throw new RefusedCall("add_key", (hasTrusted ? Errno.EPERM : Errno.ENODEV).number(), "a trusted key");
        }
        int key = now.addKey(USER, (byte[]) arguments[1], ByteBuffer.wrap(new byte[] {1}), (int) arguments[3]);
        keys.put(key, tpm.get(blob));
        blobs.put(key, blob.getBytes(StandardCharsets.US_ASCII));
        return key;
    }

    private String born() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String blob = HexFormat.of().formatHex(random);
        new SecureRandom().nextBytes(random);
        tpm.put(blob, random);
        return blob;
    }

    private PretendedSocket socket(String type, String name, int key, int tagSize) {
        if (!hasSockets) {
            throw new RefusedCall("socket", Errno.EAFNOSUPPORT.number(), name);
        }
        byte[] bytes = socketsLeft-- > 0 ? keys.get(key) : null;
        if (bytes == null) {
            throw new RefusedCall("ALG_SET_KEY_BY_KEY_SERIAL", Errno.ENOKEY.number(), "a key for " + name);
        }
        openSockets++;
        return new PretendedSocket(type, name, bytes, tagSize, () -> sendsLeft-- <= 0, () -> openSockets--);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
