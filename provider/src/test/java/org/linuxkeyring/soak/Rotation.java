package org.linuxkeyring.soak;

import java.security.KeyStore;
import java.security.cert.Certificate;
import org.linuxkeyring.spec.KeyringProtection;

/**
 * Replaces the entries of two hosts, one of them held by the kernel if it can, and the server's secret key. Sets the
 * entry that has a timeout, before it has expired or after that, and deletes it now and then.
 */
final class Rotation extends Importer {
    private static final int LONGEST_LIFE = 6;

    private final KeyringProtection privateKeys;
    private final KeyringProtection secretKeys;

    private Rotation(String[] arguments) {
        super(arguments);
        this.privateKeys = protection(Boolean.parseBoolean(arguments[3]));
        this.secretKeys = protection(Boolean.parseBoolean(arguments[4]));
    }

    /** Has two more arguments: whether the kernel can hold RSA private keys, and secret keys. */
    public static void main(String[] arguments) throws Exception {
        new Rotation(arguments).obey();
    }

    private static KeyringProtection protection(boolean held) {
        KeyringProtection.Builder builder = KeyringProtection.builder();
        return held ? builder.kernelHeld().build() : builder.build();
    }

    @Override
    void change(KeyStore store, int round) throws Exception {
        int number = round % Identities.EACH;
        set(store, "web.test", number);
        hold(store, number);
        store.setEntry(Server.TOKEN, secret(), secretKeys);
        if (random().nextInt(4) > 0) {
            setBrief(store, number, life(LONGEST_LIFE));
        } else {
            deleteBrief(store);
        }
    }

    /**
     * Deletes what the kernel holds, since what was replaced works, and counts, for another minute; and the entry that
     * has a timeout when it has none, since a key that has expired counts until the kernel collects it.
     */
    @Override
    void rest(KeyStore store) throws Exception {
        setBrief(store, 0, 0);
        deleteBrief(store);
        tellOf(Identities.RSA_HOST, GONE, 0, () -> store.deleteEntry(Identities.RSA_HOST));
        store.deleteEntry(Server.TOKEN);
        hold(store, 0);
        store.setEntry(Server.TOKEN, secret(), secretKeys);
        set(store, "web.test", 0);
    }

    private void setBrief(KeyStore store, int number, int seconds) throws Exception {
        KeyStore.PrivateKeyEntry entry = identities().read(Identities.BRIEF_HOST, number);
        tellOf(
                Identities.BRIEF_HOST,
                Identities.name(Identities.BRIEF_HOST, number),
                seconds,
                () -> store.setEntry(Identities.BRIEF_HOST, entry, lasting(seconds)));
    }

    private void deleteBrief(KeyStore store) throws Exception {
        tellOf(Identities.BRIEF_HOST, GONE, 0, () -> store.deleteEntry(Identities.BRIEF_HOST));
    }

    private void set(KeyStore store, String host, int number) throws Exception {
        KeyStore.PrivateKeyEntry entry = identities().read(host, number);
        Certificate[] chain = entry.getCertificateChain();
        tellOf(
                host,
                Identities.name(host, number),
                0,
                () -> store.setKeyEntry(host, entry.getPrivateKey(), null, chain));
    }

    private void hold(KeyStore store, int number) throws Exception {
        KeyStore.PrivateKeyEntry entry = identities().read(Identities.RSA_HOST, number);
        tellOf(
                Identities.RSA_HOST,
                Identities.name(Identities.RSA_HOST, number),
                0,
                () -> store.setEntry(Identities.RSA_HOST, entry, privateKeys));
    }
}
