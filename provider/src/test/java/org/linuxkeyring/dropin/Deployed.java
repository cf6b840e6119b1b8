package org.linuxkeyring.dropin;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.Provider;
import java.util.concurrent.Callable;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** What an application does with the provider, in a class loader of its own. */
public final class Deployed implements Callable<String> {
    @Override
    public String call() throws Exception {
        Provider provider = (Provider) Class.forName("org.linuxkeyring.LinuxKeyringProvider")
                .getDeclaredConstructor()
                .newInstance();
        for (String keyring : new String[] {"@t", "@s/redeployed", "@u\nbackend=memory"}) {
            KeyStore store = KeyStore.getInstance("LINUXKEYRING", provider);
            store.load(
                    new ByteArrayInputStream(("keyring=" + keyring + "\n").getBytes(StandardCharsets.US_ASCII)), null);
            store.setKeyEntry("secret", new SecretKeySpec(new byte[16], "AES"), null, null);
            store.getKey("secret", null);
            KeyManagerFactory keys = KeyManagerFactory.getInstance("LINUXKEYRING", provider);
            keys.init(store, null);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("LINUXKEYRING", provider);
            trust.init(store);
        }
        return "used";
    }
}
