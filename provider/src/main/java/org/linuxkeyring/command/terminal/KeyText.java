package org.linuxkeyring.command.terminal;

import java.security.Key;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of a key's algorithm and size for people. */
public final class KeyText {
    /**
     * A curve as the JDK's class for its parameters, which is not exported, formats it: {@code secp256r1 [NIST
     * P-256,X9.62 prime256v1] (1.2.840...)}.
     */
    private static final Pattern CURVE = Pattern.compile("([A-Za-z0-9]+) [(\\[].*");

    private KeyText() {}

    public static String of(Key key) {
        if (key instanceof RSAKey rsa) {
            return key.getAlgorithm() + " " + rsa.getModulus().bitLength();
        }
        if (key instanceof DSAKey dsa && dsa.getParams() != null) {
            return key.getAlgorithm() + " " + dsa.getParams().getP().bitLength();
        }
        if (key instanceof ECKey ec) {
            Matcher named = CURVE.matcher(ec.getParams().toString());
            return named.matches()
                    ? "EC " + named.group(1)
                    : "EC " + ec.getParams().getCurve().getField().getFieldSize();
        }
        return secret(key);
    }

    /** Returns the algorithm and the size of a key, but not of a string, of which the size would be the length. */
    private static String secret(Key key) {
        if (key.getAlgorithm().equals("RAW") || key.getAlgorithm().startsWith("PBE")) {
            return key.getAlgorithm();
        }
        byte[] encoded = "RAW".equals(key.getFormat()) ? key.getEncoded() : null;
        if (encoded == null) {
            return key.getAlgorithm();
        }
        Arrays.fill(encoded, (byte) 0);
        return key.getAlgorithm() + " " + 8 * encoded.length;
    }
}
