package org.linuxkeyring.entry.key;

import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;
import org.linuxkeyring.entry.der.DerValue;
import org.linuxkeyring.entry.der.MalformedEntryException;

/** A key in an unencrypted PrivateKeyInfo. */
public record PlainKey(OneAsymmetricKey info) implements StoredKey {

    public static PlainKey of(byte[] privateKeyInfo) throws MalformedEntryException {
        return new PlainKey(OneAsymmetricKey.read(DerValue.of(privateKeyInfo, "a PrivateKeyInfo")));
    }

    @Override
    public boolean isProtected() {
        return false;
    }

    @Override
    public boolean isSecretKey() {
        return info.isSecretKey();
    }

    /** Returns whether this is the empty secret key of an entry whose key the kernel holds. */
    public boolean isEmptySecret() {
        return info.isSecretKey() && info.key().length() == 0;
    }

    @Override
    public Key decode(char[] passwordOrNull) throws UnrecoverableKeyException, NoSuchAlgorithmException {
        return info.isSecretKey() ? SecretKeyInfo.decode(info) : PrivateKeyDecoder.decode(info);
    }

    @Override
    public void wipe() {
        info.value().wipe();
    }
}
