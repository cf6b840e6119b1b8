package org.linuxkeyring.entry;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Payloads of random bytes, and the tags by which payloads are compared. */
class PayloadTest {
    private static final int SIZE = 64;

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }

    @Test
    void aRandomPayloadIsNewEachTimeAndSecret() {
        try (Payload one = Payload.random(SIZE);
                Payload other = Payload.random(SIZE)) {
            assertEquals(SIZE, one.buffer().remaining());
            assertNotEquals(one.buffer(), other.buffer());
            assertNotEquals(ByteBuffer.allocate(SIZE), one.buffer());
            assertTrue(one.isSecret());
        }
    }

    @Test
    void randomDigitsStandInTheTextAndAreNewEachTime() {
        try (Payload one = Payload.withRandomDigits("new ", SIZE, " end");
                Payload other = Payload.withRandomDigits("new ", SIZE, " end")) {
            String text = US_ASCII.decode(one.buffer()).toString();
            assertTrue(text.matches("new [0-9a-f]{64} end"), text);
            assertTrue(text.chars().distinct().count() > 12, text);
            assertNotEquals(one.buffer(), other.buffer());
            assertTrue(one.isSecret());
        }
    }

    @Test
    void aClosedPayloadIsZeros() {
        Payload payload = Payload.withRandomDigits("a", 1, "b");
        payload.close();
        assertEquals(ByteBuffer.allocate(3), payload.buffer());
        assertFalse(Payload.ofPublic(new byte[1]).isSecret());
    }

    @Test
    void aTagTellsEqualPayloadsFromOthers() {
        PayloadTags tags = new PayloadTags();
        assertEquals(tags.of(bytes("web")), tags.of(bytes("web")));
        assertNotEquals(tags.of(bytes("web")), tags.of(bytes("wed")));
        assertNotEquals(tags.of(bytes("web")), tags.of(bytes("webs")));
        assertNotEquals(tags.of(bytes("web")).first(), tags.of(bytes("web")).second());
    }

    @Test
    void aTagIsOfTheBytesFromPositionToLimitWhichStay() {
        PayloadTags tags = new PayloadTags();
        ByteBuffer within = bytes("a web page").position(2).limit(5);
        assertEquals(tags.of(bytes("web")), tags.of(within));
        assertEquals(bytes("web"), within);
    }

    @Test
    void withoutTheirKeyTagsTellNothing() {
        assertNotEquals(new PayloadTags().of(bytes("web")), new PayloadTags().of(bytes("web")));
    }
}
