package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/** A program that fetches one key and ends: what a cold start costs. */
final class FirstKey {
    private FirstKey() {}

    public static void main(String[] arguments) throws GeneralSecurityException, IOException {
        KeyStore store = Stores.open(arguments[0]);
        if (store.getKey("p256", Stores.password()) == null) {
            throw new IllegalStateException("there is no key in " + arguments[0]);
        }
    }
}
