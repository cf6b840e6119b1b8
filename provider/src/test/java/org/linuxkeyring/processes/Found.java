package org.linuxkeyring.processes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.TreeMap;
import org.linuxkeyring.entry.StoredEntry;
import org.linuxkeyring.error.KeyringException;
import org.linuxkeyring.kernel.Keyctl;

/**
 * What another keystore and the kernel show of a keyring and those below, by the path of each key. A held key that its
 * entry does not name is called left.
 */
final class Found {
    private static final String HELD = "linuxkeyring:user:";

    /** The beginning of the path of a held key that no entry names. */
    static final String LEFT = "left ";

    private final Keyctl keyctl;
    private final Place place;
    private final Map<String, KeyState> keys = new TreeMap<>();

    private Found(Keyctl keyctl, Place place) {
        this.keyctl = keyctl;
        this.place = place;
    }

    static Map<String, KeyState> in(Keyctl keyctl, Place place) throws GeneralSecurityException, IOException {
        Found found = new Found(keyctl, place);
        found.visit(place.keyring(), "", place.store());
        return found.keys;
    }

    private void visit(int keyring, String path, KeyStore store) throws GeneralSecurityException, IOException {
        for (int key : keyctl.readKeyring(keyring)) {
            String[] shown = new String(keyctl.describe(key), StandardCharsets.UTF_8).split(";", 5);
            String name = shown[4];
            if (shown[0].equals("keyring")) {
                add(path + "keyring " + name, KeyState.of(shown, "", timeout(key), false));
                visit(key, path + name + "/", place.at(key));
            } else if (name.startsWith(HELD)) {
                String alias = name.substring(HELD.length(), name.lastIndexOf('#'));
                boolean isNamed = name.equals(named(keyring, alias));
                add(path + (isNamed ? "held " : LEFT) + alias, KeyState.of(shown, "", timeout(key), false));
            } else {
                add(path + name, KeyState.of(shown, contents(store, name), timeout(key), isEndNoted(key)));
            }
        }
    }

    /** Adds a key, whose path gets a sign for each other key of the same path. */
    private void add(String path, KeyState state) {
        String free = path;
        while (keys.containsKey(free)) {
            free += "+";
        }
        keys.put(free, state);
    }

    private static String timeout(int key) throws IOException {
        String left = timeLeft(key);
        boolean isSoon = left.endsWith("s") || left.equals("1m");
        return left.equals("perm") ? KeyState.NONE : isSoon ? KeyState.SOON : left.substring(left.length() - 1);
    }

    /**
     * Returns what the file shows at this moment. A port knows at once only of the timeouts that it has set itself, and
     * the change was made by another.
     */
    private static String timeLeft(int key) throws IOException {
        String serial = String.format("%08x ", key);
        return Files.readString(Path.of("/proc/keys"), StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> line.startsWith(serial))
                .map(line -> line.trim().split("\\s+")[3])
                .findFirst()
                .orElse("");
    }

    private boolean isEndNoted(int key) {
        try (StoredEntry entry = keyctl.read(key, payload -> StoredEntry.parse(payload, "RAW"))) {
            return entry.expiry().isPresent();
        }
    }

    private String named(int keyring, String alias) {
        int key = keyctl.search(keyring, bytes("user"), bytes(alias), Keyctl.NO_KEY);
        if (key == Keyctl.NO_KEY) {
            return "";
        }
        try (StoredEntry entry = keyctl.read(key, payload -> StoredEntry.parse(payload, "RAW"))) {
            return entry.heldKey().map(Object::toString).orElse("");
        }
    }

    private String contents(KeyStore store, String alias) {
        try {
            KeyStore.Entry entry = store.getEntry(alias, null);
            Contents contents = place.contents();
            if (entry instanceof KeyStore.PrivateKeyEntry pair) {
                return "generation "
                        + (pair.getPrivateKey().getFormat() == null
                                ? contents.requireHeld(pair, Place.PROVIDER)
                                : contents.requireWhole(pair));
            }
            return "generation "
                    + contents.requireHeld(alias, ((KeyStore.SecretKeyEntry) entry).getSecretKey(), Place.PROVIDER);
        } catch (GeneralSecurityException | KeyringException | IllegalStateException e) {
            return "unusable: " + e.getMessage();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
