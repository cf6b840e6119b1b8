package application;

import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.error.Errno;
import org.linuxkeyring.error.KeyctlException;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.EntryType;
import org.linuxkeyring.spec.KeyInfo;
import org.linuxkeyring.spec.KeyringAttribute;
import org.linuxkeyring.spec.KeyringKeyStore;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;
import org.linuxkeyring.spec.KeyringPath;
import org.linuxkeyring.spec.KeyringProtection;
import org.linuxkeyring.spec.ListedKey;
import org.linuxkeyring.spec.Passwords;
import org.linuxkeyring.spec.Permissions;
import org.linuxkeyring.spec.Protection;
import org.linuxkeyring.spec.Session;
import org.linuxkeyring.spec.Writes;

/** Uses what the API's documentation shows. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyringKeyStore.TYPE, new LinuxKeyringProvider());
        store.load(KeyringLoadStoreParameter.builder()
                .keyring(KeyringPath.of("@s/shop"))
                .create(true)
                .type(EntryType.USER)
                .writes(Writes.IMMEDIATE)
                .passwords(Passwords.PROTECT)
                .protection(Protection.EXPORTABLE)
                .session(Session.ANY)
                .backend(Backend.of("memory"))
                .permissions(Permissions.of("alswrv-----v------------"))
                .build());
        KeyStore.Entry secret = new KeyStore.SecretKeyEntry(
                new SecretKeySpec("0123456789abcdef".getBytes(StandardCharsets.US_ASCII), "AES"));
        KeyringKeyStore keyring = KeyringKeyStore.of(store);
        keyring.setEntries(
                Map.of("token", secret),
                KeyringProtection.builder().timeout(Duration.ofHours(1)).build());
        keyring.setTimeout("token", Duration.ZERO);
        KeyInfo info = keyring.info("token").orElseThrow();
        require(info.expiry().isEmpty(), "no end");
        require(info.permissions().bits() == 0x3f010000, "the mask");
        require(KeyInfo.of(store.getKey("token", null)).isEmpty(), "a readable key");
        require(keyring.fault("token").isEmpty(), "no fault");
        ListedKey shop = keyring.keyrings().get(0);
        require(shop.links().get(0).entry().map(ListedKey.Entry::alias).equals(Optional.of("token")), "the place");
        String serial = KeyringAttribute.SERIAL
                .in(store.getEntry("token", null).getAttributes())
                .orElseThrow();
        require(Integer.parseInt(serial) == info.serial(), "one key");
        store.setEntry(
                "fixed",
                secret,
                KeyringProtection.builder()
                        .permissions(Permissions.of("0x1f010000"))
                        .build());
        try {
            keyring.setTimeout("fixed", Duration.ofHours(1));
        } catch (KeyStoreException e) {
            require(e.getCause() instanceof KeyctlException refused && refused.errno() == Errno.EACCES, "the reason");
            require(e.getCause() instanceof KeyringException, "one of ours");
            System.out.println("used");
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
