package org.linuxkeyring.fleet.message;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/** What a signed message is. The type is signed with it, so that none can be passed off as one of another type. */
enum MessageType {
    PUBLICATION("publication", 20),
    MACHINE_RECORD("machine record", 21),
    CATALOG_ENTRY("catalog entry", 22),
    REPORT("report", 23);

    /** From the UUID 7899d3a4-2c15-4106-938e-951483f2ee1b, as entries' attributes. */
    private static final String ARC = "2.25.160306073509033791166918372274610564635";

    private final String text;
    private final ASN1ObjectIdentifier identifier;

    MessageType(String text, int number) {
        this.text = text;
        this.identifier = new ASN1ObjectIdentifier(ARC).branch(Integer.toString(number));
    }

    ASN1ObjectIdentifier identifier() {
        return identifier;
    }

    @Override
    public String toString() {
        return text;
    }
}
