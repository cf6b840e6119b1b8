package org.linuxkeyring.entry;

import java.nio.charset.StandardCharsets;
import java.security.KeyStore.Entry.Attribute;
import java.security.PKCS12Attribute;
import org.linuxkeyring.entry.der.Der;

/**
 * Attributes that tell of the kernel's key which holds an entry. They are shown with the entry and never stored: an
 * entry that is read here and set elsewhere gets another key. PKCS12Attributes, since the JDK's PKCS12 keystore takes
 * no others.
 */
public final class KeyAttributes {
    /** The project's own arc, from the UUID 7899d3a4-2c15-4106-938e-951483f2ee1b. */
    static final String ARC = "2.25.160306073509033791166918372274610564635.";

    private KeyAttributes() {}

    /** The object identifier of the attribute with a number below the arc; 1 is the expiry, see {@link ExpiryNote}. */
    public static String oid(int number) {
        return ARC + number;
    }

    /**
     * A text as it is: PKCS12Attribute would take one that looks like "01:AB" for bytes, and "[a, b]" for two values.
     */
    public static Attribute of(int number, String value) {
        byte[] text = Der.value(Der.UTF8_STRING, value.getBytes(StandardCharsets.UTF_8));
        return new PKCS12Attribute(
                Der.value(Der.SEQUENCE, Der.objectIdentifier(oid(number)), Der.value(Der.SET, text)));
    }

    /**
     * Whether it claims to tell of the kernel's key: in a payload, that is for whoever wrote it to say, so it is not
     * believed.
     */
    public static boolean isOne(Attribute attribute) {
        return attribute.getName() != null && attribute.getName().startsWith(ARC);
    }
}
