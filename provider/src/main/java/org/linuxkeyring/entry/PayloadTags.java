package org.linuxkeyring.entry;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tags by which a payload is compared with an earlier one: the first half of HMAC-SHA-256 under a random key of this
 * object. Without that key, a tag tells nothing of the payload, and even equal payloads of two objects differ.
 */
public final class PayloadTags {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    /** The Mac of the last tag, for the next: to make one takes as long as a tag. */
    private final AtomicReference<Mac> last = new AtomicReference<>();

    /** Makes tags with a new key. */
    public PayloadTags() {
        byte[] random = new byte[KEY_BYTES];
        RANDOM.nextBytes(random);
        key = new SecretKeySpec(random, ALGORITHM);
        Arrays.fill(random, (byte) 0);
    }

    /** The tag of a payload. */
    public record Tag(long first, long second) {}

    /** Returns the tag of the bytes from the position to the limit, which are neither changed nor kept. */
    public Tag of(ByteBuffer payload) {
        // A Mac would itself make a heap copy of an off-heap buffer, and not wipe it.
        byte[] copy = new byte[payload.remaining()];
        try {
            payload.get(payload.position(), copy);
            return of(copy);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    Tag of(byte[] payload) {
        Mac mac = last.getAndSet(null);
        if (mac == null) {
            mac = newMac();
        }
        ByteBuffer tag = ByteBuffer.wrap(mac.doFinal(payload));
        last.set(mac);
        return new Tag(tag.getLong(), tag.getLong());
    }

    private Mac newMac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
