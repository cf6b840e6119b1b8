package org.linuxkeyring.keystore.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.security.KeyStore;
import java.security.KeyStoreSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertificateException;
import org.linuxkeyring.keystore.LinuxKeyringKeyStore;

/**
 * The {@code KeyStoreSpi} of type LINUXKEYRING in a JVM whose default type that is ({@code keystore.type}). The JDK
 * then opens its own {@code cacerts} under this type, and drops the message of a refusal. So files of PKCS12 and JKS
 * are the JDK's here, and everything else is a LINUXKEYRING keystore as in any JVM.
 */
public final class DefaultTypeKeyStore extends ChosenKeyStore {
    private static final String KEY_STORE = "KeyStore";

    /** The type under which the JDK reads both, unless {@code keystore.type.compat} says otherwise. */
    private static final String JDK_TYPE = "PKCS12";

    /** The first bytes of DER, as in PKCS#12, and of JKS: a reference is text, and no setting begins with a digit. */
    private static final String FIRST_BYTES = "\u0030\u00fe";

    private final LinuxKeyringKeyStore keyring;

    /** Makes a keystore that is the given one for all that is no file of the JDK's types. */
    public DefaultTypeKeyStore(LinuxKeyringKeyStore keyring) {
        this.keyring = keyring;
    }

    @Override
    public boolean engineProbe(InputStream stream) throws IOException {
        return keyring.engineProbe(stream);
    }

    @Override
    public void engineLoad(InputStream stream, char[] password)
            throws IOException, NoSuchAlgorithmException, CertificateException {
        if (stream == null) {
            load(keyring, null, password);
            return;
        }
        PushbackInputStream file = new PushbackInputStream(stream);
        int first = file.read();
        if (first >= 0) {
            file.unread(first);
        }
        load(FIRST_BYTES.indexOf(first) >= 0 ? jdks() : keyring, file, password);
    }

    private void load(KeyStoreSpi chosen, InputStream stream, char[] password)
            throws IOException, NoSuchAlgorithmException, CertificateException {
        chosen.engineLoad(stream, password);
        choose(chosen);
    }

    @Override
    public void engineLoad(KeyStore.LoadStoreParameter parameter)
            throws IOException, NoSuchAlgorithmException, CertificateException {
        keyring.engineLoad(parameter);
        choose(keyring);
    }

    private static KeyStoreSpi jdks() throws NoSuchAlgorithmException {
        Provider provider = Security.getProviders(KEY_STORE + "." + JDK_TYPE)[0];
        return (KeyStoreSpi) provider.getService(KEY_STORE, JDK_TYPE).newInstance(null);
    }
}
