package org.linuxkeyring.samples.sharedsecret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/** A user's name with a code that only who has the secret can make. */
record Token(String user, String code) {
    static Token of(String user, SecretKey secret) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(secret);
        return new Token(user, HexFormat.of().formatHex(mac.doFinal(user.getBytes(StandardCharsets.UTF_8))));
    }

    static Token parse(String text) {
        int dot = text.lastIndexOf('.');
        return new Token(text.substring(0, dot), text.substring(dot + 1));
    }

    boolean isBy(SecretKey secret) throws GeneralSecurityException {
        byte[] expected = of(user, secret).code.getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, code.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return user + "." + code;
    }
}
