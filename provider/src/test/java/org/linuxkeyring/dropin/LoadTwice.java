package org.linuxkeyring.dropin;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/** Loads a keystore, twice over, and prints a line for each of how that went. */
final class LoadTwice {
    private LoadTwice() {}

    public static void main(String[] args) throws GeneralSecurityException {
        Registration.FOUND_AS_A_SERVICE.register();
        for (int attempt = 1; attempt <= 2; attempt++) {
            KeyStore store = KeyStore.getInstance("LINUXKEYRING");
            try {
                store.load(null, null);
                System.out.println("loaded");
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
