package org.linuxkeyring.soak;

import java.security.KeyStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.linuxkeyring.spec.KeyringKeyStore;

/**
 * Imports the entries of two hosts at once, and the authority that the server trusts. Sets secret keys beside them,
 * which are deleted, expire, or are given another timeout.
 */
final class Imports extends Importer {
    private static final List<String> HOSTS = List.of("mail.test", "api.test");

    private static final int SECRETS = 4;
    private static final int LONGEST_LIFE = 3;

    private Imports(String[] arguments) {
        super(arguments);
    }

    public static void main(String[] arguments) throws Exception {
        new Imports(arguments).obey();
    }

    @Override
    void change(KeyStore store, int round) throws Exception {
        importAll(store, round % Identities.EACH);
        store.setCertificateEntry(Identities.AUTHORITY, identities().authority());
        store.setEntry(secretName(round), secret(), lasting(life(LONGEST_LIFE)));
        store.setEntry(secretName(round + 1), secret(), lasting(0));
        KeyringKeyStore.of(store).setTimeout(secretName(round + 1), Duration.ofSeconds(LONGEST_LIFE));
        store.deleteEntry(secretName(round + 2));
    }

    @Override
    void rest(KeyStore store) throws Exception {
        importAll(store, 0);
        store.setCertificateEntry(Identities.AUTHORITY, identities().authority());
        for (int number = 0; number < SECRETS; number++) {
            // One that has expired cannot be deleted, and counts until the kernel collects it.
            store.setEntry(secretName(number), secret(), lasting(0));
            store.deleteEntry(secretName(number));
        }
    }

    /** All of them change between the beginning of the first and the end of the last. */
    private void importAll(KeyStore store, int number) throws Exception {
        Map<String, KeyStore.Entry> entries = new LinkedHashMap<>();
        for (String host : HOSTS) {
            entries.put(host, identities().read(host, number));
        }
        long began = System.currentTimeMillis();
        KeyringKeyStore.of(store).setEntries(entries, null);
        long done = System.currentTimeMillis();
        HOSTS.forEach(host -> tell("change", host, Identities.name(host, number), began, done, 0));
    }

    private static String secretName(int number) {
        return "secret-" + number % SECRETS;
    }
}
