package org.linuxkeyring.seal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.linuxkeyring.entry.der.Der;
import org.linuxkeyring.entry.der.DerReader;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;
import org.linuxkeyring.keyring.key.Description;
import org.linuxkeyring.keyring.key.KeyMetadata;
import org.linuxkeyring.keyring.key.KeyName;
import org.linuxkeyring.keyring.key.KeyType;
import org.linuxkeyring.keystore.settings.EntryPolicy;
import org.linuxkeyring.spec.Permissions;

/**
 * The part of a sealed entry that anyone can read: the name, mask, owner and expiry of its key.
 *
 * @param uid the key's owner
 * @param gid the key's group; -1 for none
 * @param expiry when the key expires, to the second; empty if it does not
 * @param held the mask of the key that the kernel holds for the entry; empty if it holds none
 */
record SealedKey(
        KeyName name, Permissions permissions, int uid, int gid, Optional<Instant> expiry, Optional<Permissions> held) {

    static SealedKey of(KeyMetadata key, Optional<Instant> expiry, Optional<Permissions> held) {
        return new SealedKey(key.name(), key.permissions(), key.uid(), key.gid(), expiry, held);
    }

    /** Returns the policy with which the key is put again; naming the owner that a key has already changes nothing. */
    EntryPolicy policy() {
        Optional<Integer> group = Optional.of(gid).filter(id -> id >= 0);
        return new EntryPolicy(Optional.empty(), expiry, Optional.of(permissions), Optional.of(uid), group);
    }

    /** Returns the same policy for the key that the kernel holds. */
    EntryPolicy heldPolicy() {
        return held.map(policy()::permitting).orElse(policy());
    }

    /** Returns whether the time of the key is over. */
    boolean hasEnded() {
        return expiry.filter(end -> !end.isAfter(Instant.now())).isPresent();
    }

    byte[] encoded() {
        byte[] always = Der.value(
                Der.SEQUENCE,
                Der.value(Der.UTF8_STRING, name.type().toString().getBytes(StandardCharsets.UTF_8)),
                Der.value(Der.OCTET_STRING, name.description().bytes()),
                Numbers.write(permissions.bits() & 0xffffffffL),
                Numbers.write(uid & 0xffffffffL),
                Numbers.write(gid & 0xffffffffL));
        byte[] end = expiry.map(Instant::getEpochSecond).map(Numbers::write).orElse(new byte[0]);
        byte[] mask = held.map(each -> Der.value(Der.CONTEXT_0, Numbers.write(each.bits() & 0xffffffffL)))
                .orElse(new byte[0]);
        return Der.value(Der.SEQUENCE, always, end, mask);
    }

    static SealedKey read(DerReader entry) throws MalformedEntryException {
        DerReader key = entry.next(Der.SEQUENCE, "what is shown of a key").reader();
        DerReader always =
                key.next(Der.SEQUENCE, "a key's name, mask and owner").reader();
        KeyName name = name(always);
        Permissions permissions = mask(always);
        int uid = id(always, "a key's owner");
        int gid = id(always, "a key's group");
        always.end("a key's name, mask and owner");
        Optional<Instant> expiry = key.nextIs(Der.INTEGER) ? Optional.of(instant(key)) : Optional.empty();
        Optional<Permissions> held = key.hasNext() ? Optional.of(heldMask(key)) : Optional.empty();
        key.end("what is shown of a key");
        return new SealedKey(name, permissions, uid, gid, expiry, held);
    }

    static KeyName name(DerReader values) throws MalformedEntryException {
        DerValue type = values.next(Der.UTF8_STRING, "a key type");
        String text = new String(type.contentCopy(), StandardCharsets.UTF_8);
        DerValue description = values.next(Der.OCTET_STRING, "a key's description");
        KeyName name = new KeyName(
                KeyType.isName(text) ? KeyType.of(text) : KeyType.KEYRING, Description.of(description.contentCopy()));
        if (name.type().equals(KeyType.KEYRING) || !name.description().isLegal()) {
            throw new MalformedEntryException(type.start(), "the type and description of a key");
        }
        return name;
    }

    private static Permissions mask(DerReader values) throws MalformedEntryException {
        int mask = id(values, "a permission mask");
        try {
            return Permissions.of(mask);
        } catch (IllegalArgumentException e) {
            throw MalformedEntryException.unusable(0, e.getMessage());
        }
    }

    private static Permissions heldMask(DerReader key) throws MalformedEntryException {
        DerReader held = key.next(Der.CONTEXT_0, "the mask of a held key").reader();
        Permissions mask = mask(held);
        held.end("the mask of a held key");
        return mask;
    }

    /** Reads 32 bits, which Java takes for a signed number. */
    private static int id(DerReader values, String what) throws MalformedEntryException {
        return (int) Numbers.read(values, what, 0xffffffffL);
    }

    private static Instant instant(DerReader values) throws MalformedEntryException {
        return Instant.ofEpochSecond(Numbers.read(values, "a time of expiry", Instant.MAX.getEpochSecond()));
    }
}
