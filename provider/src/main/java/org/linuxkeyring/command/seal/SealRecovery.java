package org.linuxkeyring.command.seal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.linuxkeyring.KeyringFile;
import org.linuxkeyring.command.terminal.CommandContext;
import org.linuxkeyring.command.terminal.CommandException;
import org.linuxkeyring.kernel.Printable;

/** A PKCS#12 keystore of all entries of a sealed keystore, for the day on which the key in the kernel is lost. */
public final class SealRecovery {
    /** The name under which the JDK stores a secret key for whose own algorithm PKCS#12 has no identifier. */
    private static final String NAMED = "AES";

    private final CommandContext context;

    /** Makes a recovery that tells what it leaves out. */
    public SealRecovery(CommandContext context) {
        this.context = context;
    }

    /**
     * Returns the keystore, in this JVM's memory alone.
     *
     * @param password the password of its entries
     * @param leftOut is given a line for each entry that it does not have
     */
    public KeyStore of(KeyringFile file, char[] password, List<String> leftOut)
            throws CommandException, IOException, GeneralSecurityException {
        file.load();
        if (!file.isSealed()) {
            throw new CommandException("The file has no sealed entries. Copy the keyring's entries by: export");
        }
        Map<String, KeyStore.Entry> entries = file.recover(password, leftOut);
        KeyStore recovery = KeyStore.getInstance("PKCS12");
        recovery.load(null, null);
        KeyStore.PasswordProtection protection = new KeyStore.PasswordProtection(password);
        for (Map.Entry<String, KeyStore.Entry> each : entries.entrySet()) {
            if (recovery.containsAlias(each.getKey())) {
                leftOut.add(each.getKey() + ": PKCS#12 takes it for the alias of another entry");
            } else {
                set(recovery, each.getKey(), each.getValue(), protection);
            }
        }
        leftOut.forEach(each -> context.err().println("left out: " + Printable.text(each)));
        return recovery;
    }

    /**
     * Records in the file of sealed entries that a recovery file was written of this generation of it. Where it cannot
     * be written, the user is told, who has the recovery file all the same.
     */
    public static void record(KeyringFile file, long generation, CommandContext context) {
        try {
            file.recordRecovery(generation);
        } catch (IOException e) {
            context.err().println("seal status will not tell of this recovery file: " + e.getMessage());
        }
    }

    private void set(KeyStore recovery, String alias, KeyStore.Entry entry, KeyStore.PasswordProtection protection)
            throws KeyStoreException {
        if (entry instanceof KeyStore.TrustedCertificateEntry) {
            recovery.setEntry(alias, entry, null);
            return;
        }
        try {
            recovery.setEntry(alias, entry, protection);
        } catch (KeyStoreException e) {
            if (!(entry instanceof KeyStore.SecretKeyEntry secret)) {
                throw e;
            }
            SecretKey key = secret.getSecretKey();
            byte[] encoded = key.getEncoded();
            try {
                recovery.setEntry(alias, new KeyStore.SecretKeyEntry(new SecretKeySpec(encoded, NAMED)), protection);
            } finally {
                Arrays.fill(encoded, (byte) 0);
            }
            context.err()
                    .println(Printable.name(alias) + " is of algorithm " + Printable.name(key.getAlgorithm())
                            + ", for which PKCS#12 has no name; its bytes are stored as " + NAMED);
        }
    }
}
