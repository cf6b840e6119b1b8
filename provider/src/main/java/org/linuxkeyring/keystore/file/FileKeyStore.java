package org.linuxkeyring.keystore.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.security.KeyStore;
import java.security.KeyStoreSpi;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.linuxkeyring.keystore.LinuxKeyringKeyStore;
import org.linuxkeyring.keystore.settings.FileProbe;
import org.linuxkeyring.keystore.settings.Reference;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/**
 * The {@code KeyStoreSpi} of a type of files. What is loaded decides whose keystore it is: a reference opens the
 * keyring that it names, with the settings that count in a file which is handed in ({@link FileProbe}); everything
 * else, and no stream, is the other provider's.
 */
final class FileKeyStore extends ChosenKeyStore {
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
            loadReference(Reference.text(file));
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
        LinuxKeyringKeyStore loaded = new LinuxKeyringKeyStore(Map::of);
        loaded.engineLoad(FileProbe.handedIn(text), null);
        opened(loaded, text);
    }

    private void opened(KeyStoreSpi loaded, byte[] text) {
        reference.set(text);
        choose(loaded);
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
        super.engineStore(null, password);
        if (stream != null) {
            stream.write(text);
            stream.flush();
        }
    }
}
