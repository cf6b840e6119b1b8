package org.linuxkeyring.users;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.PKIXParameters;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.spec.KeyringAttribute;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/**
 * A program that does with a keystore what its arguments say: {@code load KEYRING} ({@code none} for the process's
 * keyrings), {@code look}, {@code get ALIAS}, {@code attributes ALIAS}, {@code set ALIAS}, {@code delete ALIAS}. It
 * prints a line for each, or more for {@code look}, with the result or the exception's message.
 */
public final class KeystoreReport {
    private static final LinuxKeyringProvider PROVIDER = new LinuxKeyringProvider();

    private KeystoreReport() {}

    public static void main(String[] arguments) throws Exception {
        KeyStore store = null;
        for (int i = 0; i < arguments.length; i++) {
            String what = arguments[i];
            String name = what.equals("look") ? "" : arguments[++i];
            try {
                if (what.equals("load")) {
                    store = null;
                    store = load(name);
                } else if (store == null) {
                    System.out.println(what + " " + name + ": no keystore");
                } else {
                    print(what, name, store);
                }
            } catch (IOException | GeneralSecurityException e) {
                System.out.println(what + " " + name + ": " + e.getMessage());
            }
        }
    }

    private static KeyStore load(String keyring) throws IOException, GeneralSecurityException {
        KeyringLoadStoreParameter.Builder settings = KeyringLoadStoreParameter.builder();
        if (!keyring.equals("none")) {
            settings.keyring(keyring);
        }
        KeyStore store = KeyStore.getInstance("LINUXKEYRING", PROVIDER);
        store.load(settings.build());
        System.out.println("load " + keyring + ": done");
        return store;
    }

    private static void print(String what, String alias, KeyStore store) throws IOException, GeneralSecurityException {
        switch (what) {
            case "look" -> look(store);
            case "get" -> System.out.println("get " + alias + ": " + entry(store, alias));
            case "attributes" -> System.out.println("attributes " + alias + ": " + attributes(store, alias));
            case "set" -> {
                byte[] own = "own".getBytes(StandardCharsets.UTF_8);
                store.setKeyEntry(alias, new SecretKeySpec(own, "RAW"), null, null);
                System.out.println("set " + alias + ": done");
            }
            case "delete" -> {
                store.deleteEntry(alias);
                System.out.println("delete " + alias + ": done");
            }
            default -> throw new IllegalArgumentException(what);
        }
    }

    private static String entry(KeyStore store, String alias) throws GeneralSecurityException {
        Key key = store.getKey(alias, null);
        boolean isEntry = store.isKeyEntry(alias) || store.isCertificateEntry(alias) || store.containsAlias(alias);
        String secret = key == null || key.getEncoded() == null
                ? "none"
                : new String(key.getEncoded(), StandardCharsets.ISO_8859_1);
        return (isEntry ? "an entry" : "no entry") + ", key " + secret + ", certificate "
                + (store.getCertificate(alias) == null ? "none" : "there");
    }

    private static String attributes(KeyStore store, String alias) throws GeneralSecurityException {
        Map<String, String> values = store.getEntry(alias, null).getAttributes().stream()
                .collect(Collectors.toMap(KeyStore.Entry.Attribute::getName, KeyStore.Entry.Attribute::getValue));
        return Stream.of(KeyringAttribute.SERIAL, KeyringAttribute.TYPE, KeyringAttribute.UID, KeyringAttribute.EXPIRY)
                .map(each -> each + "=" + values.get(each.oid()))
                .collect(Collectors.joining(" "));
    }

    /** What is listed, served and trusted, by the provider's own factories and the JDK's. */
    private static void look(KeyStore store) throws GeneralSecurityException {
        System.out.println("aliases: " + new TreeSet<>(Collections.list(store.aliases())) + " " + store.size());
        for (String factory : new String[] {"LINUXKEYRING", "NewSunX509"}) {
            KeyManagerFactory keys = factory.equals("LINUXKEYRING")
                    ? KeyManagerFactory.getInstance(factory, PROVIDER)
                    : KeyManagerFactory.getInstance(factory);
            keys.init(store, null);
            X509KeyManager manager = (X509KeyManager) keys.getKeyManagers()[0];
            String alias = manager.chooseServerAlias("EC", null, null);
            // NewSunX509 puts the number of the keystore before the alias.
            System.out.println(factory + " serves: " + (alias == null ? "none" : alias.replaceAll(".*\\.", "")));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("LINUXKEYRING", PROVIDER);
        trust.init(store);
        TreeSet<String> trusted = new TreeSet<>();
        for (X509Certificate issuer : ((X509TrustManager) trust.getTrustManagers()[0]).getAcceptedIssuers()) {
            trusted.add(issuer.getSubjectX500Principal().getName().replaceAll(" [-0-9]+$", ""));
        }
        System.out.println("LINUXKEYRING trusts: " + trusted);
        TreeSet<String> anchors = new TreeSet<>();
        try {
            new PKIXParameters(store)
                    .getTrustAnchors()
                    .forEach(anchor -> anchors.add(
                            anchor.getTrustedCert().getSubjectX500Principal().getName()));
        } catch (InvalidAlgorithmParameterException e) {
            anchors.add("none");
        }
        System.out.println("PKIX trusts: " + anchors);
    }
}
