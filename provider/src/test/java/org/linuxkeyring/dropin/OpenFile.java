package org.linuxkeyring.dropin;

import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.TreeSet;

/** Opens a keystore file without knowing its type, with the provider asked first, and prints its type and aliases. */
final class OpenFile {
    private OpenFile() {}

    public static void main(String[] args) throws GeneralSecurityException, IOException {
        Registration.INSERTED_FIRST.register();
        KeyStore store = KeyStore.getInstance(new File(args[0]), args[1].toCharArray());
        System.out.println(store.getType() + " " + new TreeSet<>(Collections.list(store.aliases())));
    }
}
