package org.linuxkeyring.keyring.key;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.kernel.AlgorithmSocket;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.spec.Permissions;

/** One key in the kernel, identified by its serial; the key may expire, be revoked or vanish at any time. */
public final class KernelKey {
    private static final int UNCHANGED = -1;

    /** The encoding of operations without padding (keyctl_pkey_query(3), asymmetric-key(7)). */
    private static final byte[] RAW = "enc=raw".getBytes(StandardCharsets.US_ASCII);

    private final Keyctl keyctl;
    private final int serial;

    public KernelKey(Keyctl keyctl, int serial) {
        this.keyctl = keyctl;
        this.serial = serial;
    }

    Keyctl keyctl() {
        return keyctl;
    }

    /** Returns the serial, which is positive. */
    public int serial() {
        return serial;
    }

    /** Returns the type, owner, permission mask and description; needs view permission. */
    public KeyMetadata metadata() {
        return KeyMetadata.parse(keyctl.describe(serial));
    }

    /**
     * Returns whether the key shows that it has this type and description. A live key shows them, and so does a
     * negative key, which a failed helper program left.
     */
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

    /** Passes the payload to {@code reader}, and wipes it afterwards; needs read permission. */
    public <T> T read(PayloadReader<T> reader) {
        return keyctl.read(serial, reader);
    }

    /**
     * Replaces the payload, keeps the serial, and drops the timeout; needs write permission. If the kernel refuses, the
     * old payload stays. KEYCTL_UPDATE takes a page at most; add_key(2) takes more, but makes a key where the keyring
     * links none of that name. So it is called on a keyring that links this key alone, which needs link permission.
     *
     * @param name the type and description of this key
     */
    public void update(KeyName name, ByteBuffer payload) {
        if (payload.remaining() <= Keyctl.MAX_UPDATE) {
            QuotaRetry.run(keyctl, () -> {
                keyctl.update(serial, payload);
                return this;
            });
        } else {
            StagingKeyring.use(keyctl, staging -> {
                keyctl.link(serial, staging);
                return QuotaRetry.run(
                        keyctl,
                        () -> keyctl.addKey(
                                name.type().bytes(), name.description().raw(), payload, staging));
            });
        }
    }

    /**
     * Requires write permission, and changes nothing: KEYCTL_UPDATE looks at the permission before the payload, and the
     * types of keys that are entries take no empty one (EINVAL: security/keys/user_defined.c, user_preparse, and
     * security/keys/big_key.c, big_key_preparse).
     *
     * @throws KeyctlException EACCES if there is none
     */
    public void requireWritable() {
        try {
            keyctl.update(serial, ByteBuffer.allocate(0));
        } catch (KeyctlException e) {
            if (e.errno() != Errno.EINVAL) {
                throw e;
            }
        }
    }

    /**
     * Returns the operations that the key supports without padding, and its size; needs search permission.
     *
     * @throws KeyctlException EOPNOTSUPP if the key is not of type {@code asymmetric}, or the kernel has no such type;
     *     EINVAL if the kernel does not calculate with keys of that size
     */
    public PublicKeyOperations publicKeyQuery() {
        return PublicKeyOperations.parse(keyctl.pkeyQuery(serial, RAW));
    }

    /**
     * Applies the private key to a number in big-endian order, without padding; needs search permission. The kernel
     * refuses 0, 1 and every number that is not less than the modulus less 1 (EINVAL: crypto/rsa.c, rsa_check_payload).
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

    /** Returns how long the key still lives, as /proc/keys shows it; empty where that file does not show it. */
    public Optional<TimeLeft> timeLeft() {
        return TimeLeft.parse(keyctl.timeLeft(serial));
    }

    /**
     * Changes the owner and the group where they are present; needs setattr permission, and CAP_SYS_ADMIN to name
     * another user, or a group that the process is not in (security/keys/keyctl.c, keyctl_chown_key).
     */
    public void chown(Optional<Integer> uid, Optional<Integer> gid) {
        keyctl.chown(serial, uid.orElse(UNCHANGED), gid.orElse(UNCHANGED));
    }

    /** Sets the permission mask; needs setattr permission. */
    public void setPermissions(Permissions permissions) {
        keyctl.setPermissions(serial, permissions.bits());
    }

    /**
     * Sets the values that are present: first the timeout in seconds from now, then the owner and group, and last the
     * mask, since it may forbid the other changes. Needs the permissions that each change needs by itself.
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

    /**
     * Takes on the mask, owner and group of another key. The mask is set last, since it may forbid the other changes.
     */
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
     * Opens a socket of the kernel's crypto API that uses this key (see {@link Keyctl#algorithmSocket}); needs search
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
