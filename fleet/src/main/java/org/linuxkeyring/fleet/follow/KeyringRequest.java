package org.linuxkeyring.fleet.follow;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.linuxkeyring.fleet.message.EntryName;
import org.linuxkeyring.fleet.message.Policy;
import org.linuxkeyring.spec.Permissions;

/**
 * What a process of another user is told to do.
 *
 * @param entry the entry to be set, as {@link org.linuxkeyring.fleet.message.EntryCodec} writes it; the caller wipes it
 */
record KeyringRequest(Kind kind, EntryName name, Policy policy, Duration lifetime, byte[] entry) {
    private static final int MOST_BYTES = 1 << 20;

    /** The length of the buffer in {@link java.io.BufferedOutputStream}, in which a shorter entry would stay. */
    private static final int BUFFER = 8192;

    /** What is done with the entry. */
    enum Kind {
        SET,
        PROLONG,
        REMOVE
    }

    void write(DataOutputStream out) throws IOException {
        out.writeByte(kind.ordinal());
        out.writeUTF(name.text());
        out.writeBoolean(policy.held());
        out.writeBoolean(policy.permissions().isPresent());
        out.writeInt(policy.permissions().map(Permissions::bits).orElse(0));
        out.writeLong(lifetime.getSeconds());
        out.writeInt(entry.length);
        byte[] padded = Arrays.copyOf(entry, paddedLength(entry.length));
        try {
            out.write(padded);
        } finally {
            Arrays.fill(padded, (byte) 0);
        }
        out.flush();
    }

    /**
     * Returns the length to which an entry is padded: what is as long as the stream's buffer does not go through it.
     */
    private static int paddedLength(int length) {
        return length == 0 ? 0 : Math.max(length, BUFFER);
    }

    static KeyringRequest read(DataInputStream in) throws IOException {
        Kind kind = Kind.values()[in.readByte()];
        EntryName name = EntryName.of(in.readUTF());
        boolean held = in.readBoolean();
        boolean hasPermissions = in.readBoolean();
        int mask = in.readInt();
        Policy policy = new Policy(
                Optional.empty(),
                held,
                hasPermissions ? Optional.of(Permissions.of(mask)) : Optional.empty(),
                Optional.empty());
        Duration lifetime = Duration.ofSeconds(in.readLong());
        int length = in.readInt();
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException("an entry of " + length + " bytes");
        }
        byte[] entry = in.readNBytes(length);
        // A pipe cannot be skipped in (lseek(2), ESPIPE).
        in.readNBytes(paddedLength(length) - length);
        return new KeyringRequest(kind, name, policy, lifetime, entry);
    }

    void wipe() {
        Arrays.fill(entry, (byte) 0);
    }

    /** Tells nothing of the entry. */
    @Override
    public String toString() {
        return kind + " " + name;
    }
}
