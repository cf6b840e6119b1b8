package org.linuxkeyring.keyring.key;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.AlgorithmSocket;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.spec.Permissions;

/** One key in the kernel, by its serial; it may die at any time. */
public final class KernelKey {
    private static final int UNCHANGED = -1;

    /** Without padding: see keyctl_pkey_query(3) and asymmetric-key(7). */
    private static final byte[] RAW = "enc=raw".getBytes(StandardCharsets.US_ASCII);

    private final Keyctl keyctl;
    private final int serial;

    public KernelKey(Keyctl keyctl, int serial) {
        this.keyctl = keyctl;
        this.serial = serial;
    }

    /** The serial number, positive. */
    public int serial() {
        return serial;
    }

    /** Type, owner, permission mask and description; needs view permission. */
    public KeyMetadata metadata() {
        return KeyMetadata.parse(keyctl.describe(serial));
    }

    /** Whether it shows that it has that type and description, alive or made by a helper that failed. */
    public boolean isNamed(KeyName name) {
        try {
            return metadata().name().equals(name);
        } catch (KeyctlException e) {
            return switch (e.errno()) {
                case EACCES, ENOKEY, EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED -> false;
                default -> throw e;
            };
        }
    }

    /** Lets {@code reader} see the payload, which is wiped afterwards; needs read permission. */
    public <T> T read(PayloadReader<T> reader) {
        return keyctl.read(serial, reader);
    }

    /** Replaces the payload of the same serial; needs write permission. A refusal leaves the old one. */
    public void update(ByteBuffer payload) {
        QuotaRetry.run(keyctl, () -> {
            keyctl.update(serial, payload);
            return this;
        });
    }

    /**
     * What the key can do with bare RSA, and for which size; needs search permission.
     *
     * @throws KeyctlException EOPNOTSUPP if it is not of type {@code asymmetric}, or the kernel has no such type;
     *     EINVAL if the kernel does not calculate with keys of that size
     */
    public PublicKeyOperations publicKeyQuery() {
        return PublicKeyOperations.parse(keyctl.pkeyQuery(serial, RAW));
    }

    /**
     * The bare private operation, without padding, on a number in big-endian order; needs search permission. The kernel
     * refuses 0, 1 and what is not less than the modulus less 1 (EINVAL: crypto/rsa.c, rsa_check_payload).
     *
     * @return as many bytes as the modulus has, for the caller to wipe
     */
    public byte[] rawPrivateOperation(byte[] input) {
        return keyctl.pkeyDecrypt(serial, RAW, ByteBuffer.wrap(input), answer -> {
            byte[] output = new byte[answer.remaining()];
            answer.get(output);
            return output;
        });
    }

    /** Makes the key expire that many seconds from now; needs setattr permission. */
    public void setTimeout(int seconds) {
        keyctl.setTimeout(serial, seconds);
    }

    /** How long the key still lives, as far as /proc/keys tells; empty where it does not. */
    public Optional<TimeLeft> timeLeft() {
        return TimeLeft.parse(keyctl.timeLeft(serial));
    }

    /** Changes owner and group, if present; needs setattr permission, and CAP_SYS_ADMIN for another user's. */
    public void chown(Optional<Integer> uid, Optional<Integer> gid) {
        keyctl.chown(serial, uid.orElse(UNCHANGED), gid.orElse(UNCHANGED));
    }

    /** Needs setattr permission. */
    public void setPermissions(Permissions permissions) {
        keyctl.setPermissions(serial, permissions.bits());
    }

    /**
     * Sets what is present: the timeout in seconds from now first, then owner and group, and the mask last, since it
     * may forbid the rest. Needs what each of them does by itself.
     */
    public void set(
            Optional<Integer> timeout,
            Optional<Integer> uid,
            Optional<Integer> gid,
            Optional<Permissions> permissions) {
        if (timeout.isPresent()) {
            keyctl.setTimeout(serial, timeout.get());
        }
        if (uid.isPresent() || gid.isPresent()) {
            keyctl.chown(serial, uid.orElse(UNCHANGED), gid.orElse(UNCHANGED));
        }
        if (permissions.isPresent()) {
            keyctl.setPermissions(serial, permissions.get().bits());
        }
    }

    /** Gets the mask, owner and group of another key; the mask last, since it may forbid the rest. */
    public void takeAfter(KeyMetadata other) {
        KeyMetadata own = metadata();
        Optional<Integer> uid = Optional.of(other.uid()).filter(id -> id != own.uid());
        Optional<Integer> gid = Optional.of(other.gid()).filter(id -> id != own.gid());
        if (uid.isPresent() || gid.isPresent()) {
            chown(uid, gid);
        }
        setPermissions(other.permissions());
    }

    /**
     * A socket of the kernel's crypto API that uses this key; see {@link Keyctl#algorithmSocket}. Needs search
     * permission.
     */
    public AlgorithmSocket algorithmSocket(String type, String name, int tagSize) {
        return keyctl.algorithmSocket(type, name, serial, tagSize);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KernelKey key && key.serial == serial && key.keyctl == keyctl;
    }

    @Override
    public int hashCode() {
        return serial;
    }

    @Override
    public String toString() {
        return "key " + serial;
    }
}
