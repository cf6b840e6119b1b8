package org.linuxkeyring.entry.key;

import java.security.Key;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;

/** A payload that is the bytes of a secret key. */
public record RawKey(byte[] bytes, String algorithm) implements StoredKey {

    @Override
    public boolean isProtected() {
        return false;
    }

    @Override
    public boolean isSecretKey() {
        return true;
    }

    @Override
    public Key decode(char[] passwordOrNull) throws UnrecoverableKeyException {
        return SecretKeyInfo.key(bytes, 0, bytes.length, algorithm);
    }

    @Override
    public void wipe() {
        Arrays.fill(bytes, (byte) 0);
    }
}
