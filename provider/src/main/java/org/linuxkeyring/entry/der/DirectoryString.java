package org.linuxkeyring.entry.der;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The encoding of a Java string as X.520's DirectoryString (section 6.2.1): UTF8String, or BMPString for a string that
 * is not valid Unicode. A Java string may hold unpaired surrogates, which only BMPString's 16-bit characters can carry.
 */
public final class DirectoryString {
    private DirectoryString() {}

    public static byte[] write(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text)
                ? Der.value(Der.UTF8_STRING, text.getBytes(StandardCharsets.UTF_8))
                : Der.value(Der.BMP_STRING, bigEndian(text));
    }

    public static String read(DerValue value) throws MalformedEntryException {
        if (value.tag() == Der.UTF8_STRING) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(value.contentBuffer())
                        .toString();
            } catch (CharacterCodingException e) {
                throw new MalformedEntryException(value.start(), "valid UTF-8");
            }
        }
        if (value.tag() == Der.BMP_STRING && value.length() % Character.BYTES == 0) {
            return value.contentBuffer().asCharBuffer().toString();
        }
        throw new MalformedEntryException(value.start(), "a UTF8String or BMPString");
    }

    private static byte[] bigEndian(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * Character.BYTES);
        bytes.asCharBuffer().put(CharBuffer.wrap(text));
        return bytes.array();
    }
}
