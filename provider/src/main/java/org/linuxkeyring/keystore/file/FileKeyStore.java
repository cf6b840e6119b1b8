package org.linuxkeyring.keystore.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.linuxkeyring.keystore.LinuxKeyringKeyStore;
import org.linuxkeyring.keystore.settings.FileProbe;
import org.linuxkeyring.keystore.settings.Reference;
import org.linuxkeyring.seal.SealedText;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.Setting;

/**
 * The {@code KeyStoreSpi} of a type of files. What is loaded decides whose keystore it is: a reference opens the
 * keyring that it names, with the settings that count in a file which is handed in ({@link FileProbe}); everything
 * else, and no stream, is the other provider's.
 */
final class FileKeyStore extends ChosenKeyStore {
    private static final Map<String, String> RECOGNISING = Map.of(Setting.PROBE.key(), "true");

    private final FileKeyStoreService service;
    private final AtomicReference<byte[]> reference = new AtomicReference<>();
    private volatile boolean awaitsFile;

    FileKeyStore(FileKeyStoreService service) {
        this.service = service;
    }

    /** Returns whether a stream begins like a reference; the other provider recognises its files itself. */
    @Override
    public boolean engineProbe(InputStream stream) throws IOException {
        awaitsFile = Reference.isReference(stream);
        return awaitsFile;
    }

    @Override
    public void engineLoad(InputStream stream, char[] password)
            throws IOException, NoSuchAlgorithmException, CertificateException {
        if (stream == null) {
            FileProbe.requireFile(awaitsFile);
            loadOther(null, password);
            return;
        }
        awaitsFile = false;
        PushbackInputStream file = new PushbackInputStream(stream, Reference.START);
        byte[] start = file.readNBytes(Reference.START);
        file.unread(start);
        if (Reference.isReference(new ByteArrayInputStream(start))) {
            loadReference(SealedText.whole(file));
        } else {
            loadOther(file, password);
        }
    }

    @Override
    public void engineLoad(KeyStore.LoadStoreParameter parameter)
            throws IOException, NoSuchAlgorithmException, CertificateException {
        KeyStoreSpi loaded =
                parameter instanceof KeyringLoadStoreParameter ? new LinuxKeyringKeyStore(Map::of) : service.other();
        loaded.engineLoad(parameter);
        opened(loaded, null);
    }

    private void loadOther(InputStream stream, char[] password)
            throws IOException, NoSuchAlgorithmException, CertificateException {
        KeyStoreSpi loaded = service.other();
        loaded.engineLoad(stream, password);
        opened(loaded, null);
    }

    private void loadReference(byte[] text) throws IOException {
        LinuxKeyringKeyStore loaded = new LinuxKeyringKeyStore(() -> RECOGNISING);
        loaded.engineProbe(new ByteArrayInputStream(text));
        loaded.engineLoad(new ByteArrayInputStream(text), null);
        opened(loaded, text);
    }

    private void opened(KeyStoreSpi loaded, byte[] text) {
        reference.set(text);
        choose(loaded);
    }

    /**
     * Sets a key. The same key in an entry without a password stays without one: keytool -storepasswd sets each key of
     * a PKCS12 keystore again, under the password of the file, which a reference does not have.
     */
    @Override
    public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain)
            throws KeyStoreException {
        super.engineSetKeyEntry(alias, key, needsNone(alias, key) ? null : password, chain);
    }

    @Override
    public void engineSetEntry(String alias, KeyStore.Entry entry, KeyStore.ProtectionParameter protection)
            throws KeyStoreException {
        boolean isOfFile = protection instanceof KeyStore.PasswordProtection
                && (entry instanceof KeyStore.PrivateKeyEntry key && needsNone(alias, key.getPrivateKey())
                        || entry instanceof KeyStore.SecretKeyEntry secret && needsNone(alias, secret.getSecretKey()));
        super.engineSetEntry(alias, entry, isOfFile ? null : protection);
    }

    /** Returns whether a reference's keyring has this key in an entry without a password. */
    private boolean needsNone(String alias, Key key) {
        if (reference.get() == null) {
            return false;
        }
        byte[] there = null;
        byte[] given = key.getEncoded();
        try {
            Key now = engineGetKey(alias, null);
            there = now == null ? null : now.getEncoded();
            return there != null && MessageDigest.isEqual(there, given);
        } catch (NoSuchAlgorithmException | UnrecoverableKeyException e) {
            return false;
        } finally {
            Stream.of(there, given).filter(Objects::nonNull).forEach(each -> Arrays.fill(each, (byte) 0));
        }
    }

    /** Stores the keystore; a reference is written as it was read, with the settings that did not count. */
    @Override
    public void engineStore(OutputStream stream, char[] password)
            throws IOException, NoSuchAlgorithmException, CertificateException {
        byte[] text = reference.get();
        if (text == null) {
            super.engineStore(stream, password);
            return;
        }
        if (stream != null && SealedText.hasSealed(text)) {
            throw new IOException("LINUXKEYRING keystore cannot be stored: the file has sealed entries, which are not"
                    + " looked at under this type, and would be out of date. Name the type LINUXKEYRING to store it");
        }
        super.engineStore(null, password);
        if (stream != null) {
            stream.write(text);
            stream.flush();
        }
    }
}
