package org.linuxkeyring.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import jdk.jfr.Recording;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** {@code getKey} while its event is off, and while it is recorded. */
public class Events {
    /** A keystore, as every application has it. */
    @State(Scope.Benchmark)
    public static class Unrecorded {
        KeyStore store;

        @Setup
        public void open() throws GeneralSecurityException, IOException {
            store = Stores.open("LINUXKEYRING");
        }
    }

    /** A keystore, and a recording of what it does. */
    @State(Scope.Benchmark)
    public static class Recorded extends Unrecorded {
        private Recording recording;

        @Setup
        public void record() {
            recording = new Recording();
            recording.enable("org.linuxkeyring.KeyLookup");
            recording.start();
        }

        @TearDown
        public void stop() {
            recording.close();
        }
    }

    @Benchmark
    public Key getKeyUnrecorded(Unrecorded keyring) throws GeneralSecurityException {
        return keyring.store.getKey("aes256", null);
    }

    @Benchmark
    public Key getKeyRecorded(Recorded keyring) throws GeneralSecurityException {
        return keyring.store.getKey("aes256", null);
    }
}
