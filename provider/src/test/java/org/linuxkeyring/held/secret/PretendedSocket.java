package org.linuxkeyring.held.secret;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.kernel.AlgorithmSocket;
import org.linuxkeyring.kernel.ByteSequence;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.kernel.RefusedCall;

/** What the kernel's socket would do, done by the JDK's own provider, and as strict about what is sent and received. */
public final class PretendedSocket implements AlgorithmSocket {
    private static final Map<String, String> JDK_NAMES = Map.of(
            "hmac(sha1)", "HmacSHA1",
            "hmac(sha224)", "HmacSHA224",
            "hmac(sha256)", "HmacSHA256",
            "hmac(sha384)", "HmacSHA384",
            "hmac(sha512)", "HmacSHA512",
            "cbc(aes)", "AES/CBC/NoPadding",
            "ctr(aes)", "AES/CTR/NoPadding",
            "gcm(aes)", "AES/GCM/NoPadding");

    private final String type;
    private final String jdkName;
    private final byte[] key;
    private final int tagSize;
    private final BooleanSupplier isOutOfMemory;
    private final Runnable closed;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private CipherOperation operation;
    private boolean whole;
    private boolean open = true;

    public PretendedSocket(
            String type, String name, byte[] key, int tagSize, BooleanSupplier isOutOfMemory, Runnable closed) {
        this.type = type;
        this.jdkName = JDK_NAMES.get(name);
        this.key = key;
        this.tagSize = tagSize;
        this.isOutOfMemory = isOutOfMemory;
        this.closed = closed;
        if (!type.equals("hash") && key.length % 8 != 0) {
            throw new RefusedCall("ALG_SET_KEY_BY_KEY_SERIAL", Errno.EINVAL.number(), "a key for " + name);
        }
    }

    @Override
    public void send(boolean more, ByteBuffer... data) {
        require(open && !whole);
        if (isOutOfMemory.getAsBoolean()) {
            throw new RefusedCall("sendmsg", Errno.ENOMEM.number(), jdkName);
        }
        ByteSequence text = new ByteSequence(data);
        sent.writeBytes(text.copy(text.remaining()));
        whole = !more;
    }

    @Override
    public void send(CipherOperation given, boolean more, ByteBuffer... data) {
        operation = given;
        send(more, data);
    }

    @Override
    public <T> T receive(int size, PayloadReader<T> reader) {
        require(open);
        byte[] result;
        try {
            result = switch (type) {
                case "hash" -> hash();
                case "skcipher" -> skcipher();
                default -> aead();
            };
        } catch (AEADBadTagException e) {
            begin();
            throw new RefusedCall("read", Errno.EBADMSG.number(), jdkName);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        begin();
        require(result.length == size);
        T read = reader.read(ByteBuffer.wrap(result).asReadOnlyBuffer());
        Arrays.fill(result, (byte) 0);
        return read;
    }

    /** The next message begins; that of an skcipher goes on. */
    private void begin() {
        sent.reset();
        whole = false;
    }

    private byte[] hash() throws GeneralSecurityException {
        Mac mac = Mac.getInstance(jdkName, "SunJCE");
        mac.init(new SecretKeySpec(key, "any"));
        return mac.doFinal(sent.toByteArray());
    }

    /** With MSG_MORE the kernel gives whole blocks alone, and waits for ever for the rest of one. */
    private byte[] skcipher() throws GeneralSecurityException {
        require(!whole && sent.size() > 0 && sent.size() % 16 == 0);
        Cipher cipher = Cipher.getInstance(jdkName, "SunJCE");
        cipher.init(mode(), new SecretKeySpec(key, "AES"), new IvParameterSpec(operation.iv()));
        return cipher.doFinal(sent.toByteArray());
    }

    private byte[] aead() throws GeneralSecurityException {
        require(whole);
        int associated = operation.associatedSize();
        byte[] all = sent.toByteArray();
        Cipher cipher = Cipher.getInstance(jdkName, "SunJCE");
        cipher.init(mode(), new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * tagSize, operation.iv()));
        cipher.updateAAD(all, 0, associated);
        byte[] text = cipher.doFinal(all, associated, all.length - associated);
        return ByteBuffer.allocate(associated + text.length)
                .put(all, 0, associated)
                .put(text)
                .array();
    }

    private int mode() {
        return operation.encrypt() ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
    }

    private static void require(boolean asTheKernelDemands) {
        if (!asTheKernelDemands) {
            throw new AssertionError("the kernel would refuse this, or wait for ever");
        }
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            closed.run();
        }
    }
}
