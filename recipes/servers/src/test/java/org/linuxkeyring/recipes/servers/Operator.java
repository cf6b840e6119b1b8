package org.linuxkeyring.recipes.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.linuxkeyring.LinuxKeyringProvider;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.kernel.Keyctl;
import org.linuxkeyring.keyring.OpenBackend;
import org.linuxkeyring.spec.Backend;
import org.linuxkeyring.spec.KeyringLoadStoreParameter;

/**
 * A program that the server's user runs beside the server, and tells line by line what to do with the user's keyrings.
 * It is copied as a single class, so it has none nested in it.
 */
public final class Operator {
    static final String PASSWORD = "changeit";

    private final Keyctl keyctl = OpenBackend.of(Backend.KERNEL);

    private Operator() {}

    public static void main(String[] arguments) throws Exception {
        Operator operator = new Operator();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(operator.answer(line.split(" ")));
        }
    }

    private String answer(String... words) throws IOException, GeneralSecurityException {
        return switch (words[0]) {
            case "set" -> set(words[1], words[2]);
            case "contents" -> contents(userKeyring()).collect(Collectors.joining(", "));
            case "remove" -> remove(words[1]);
            case "forget" -> forget();
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    /** Copies the entries of a PKCS12 file into a keyring, in the place of those of the same aliases. */
    private static String set(String keyring, String file) throws IOException, GeneralSecurityException {
        KeyStore from = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(file)) {
            from.load(in, PASSWORD.toCharArray());
        }
        KeyStore to = KeyStore.getInstance("LINUXKEYRING", new LinuxKeyringProvider());
        to.load(KeyringLoadStoreParameter.builder().keyring(keyring).build());
        for (String alias : Collections.list(from.aliases())) {
            if (from.isKeyEntry(alias)) {
                to.setKeyEntry(
                        alias, from.getKey(alias, PASSWORD.toCharArray()), null, from.getCertificateChain(alias));
            } else {
                to.setCertificateEntry(alias, from.getCertificate(alias));
            }
        }
        return "set";
    }

    /** Of all keys below a keyring: serial, type, owner, mask, description, and digest of the payload. */
    private Stream<String> contents(int keyring) {
        return IntStream.of(keyctl.readKeyring(keyring)).boxed().flatMap(this::key);
    }

    private Stream<String> key(int serial) {
        String description = new String(keyctl.describe(serial), UTF_8);
        Stream<String> itself = Stream.of(serial + " " + description + " " + keyctl.read(serial, StoredEntry::digest));
        return description.startsWith("keyring;") ? Stream.concat(itself, contents(serial)) : itself;
    }

    /** Removes a keyring of that name from the user's, with the keys in it. */
    private String remove(String name) {
        int serial = keyctl.search(userKeyring(), "keyring".getBytes(UTF_8), name.getBytes(UTF_8), Keyctl.NO_KEY);
        keyctl.clear(serial);
        keyctl.unlink(serial, userKeyring());
        return "removed";
    }

    /** Removes what the kernel would keep until the next boot for a user who does not exist. */
    private String forget() {
        int user = userKeyring();
        for (int keyring : new int[] {keyctl.keyringId(Keyctl.USER_SESSION_KEYRING, false), user}) {
            keyctl.invalidate(keyring);
        }
        return "forgotten";
    }

    private int userKeyring() {
        return keyctl.keyringId(Keyctl.USER_KEYRING, false);
    }
}
