package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.lang.ref.Reference;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.linuxkeyring.testing.TestKeys;

/** The heap that a key manager takes for each entry, its alias and names included, before any entry has served. */
final class HeapOfEntries {
    static final String ROW = "heapOfEntry/";
    private static final List<Integer> SIZES = List.of(1_000, 10_000);
    private static final int COLLECTIONS = 5;

    private HeapOfEntries() {}

    public static void main(String[] arguments) throws GeneralSecurityException, IOException {
        KeyPair pair = TestKeys.pair("EC/secp256r1");
        for (int size : SIZES) {
            NamedHandshakes.fill(open(size), pair, size);
            KeyStore keyring = open(size);
            long before = used();
            SSLContext context = NamedHandshakes.context("LINUXKEYRING", keyring);
            System.out.println(ROW + size + " LINUXKEYRING " + (double) (used() - before) / size);
            Reference.reachabilityFence(context);
            Stores.removeKeyring(name(size));
        }
    }

    private static KeyStore open(int size) throws GeneralSecurityException, IOException {
        return Stores.keyring("keyring=@s/" + name(size));
    }

    private static String name(int size) {
        return "heap-" + size;
    }

    private static long used() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
