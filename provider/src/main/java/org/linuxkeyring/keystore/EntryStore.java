package org.linuxkeyring.keystore;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.linuxkeyring.kernel.Keyctl.PayloadReader;
import org.linuxkeyring.keyring.Key;

/** Where a keystore's payloads are, and when a change reaches the keyring. */
interface EntryStore {
    /** Whether there is a live key of that name. */
    boolean contains(KeyName name);

    /** Has a helper program make the key if there is none. */
    void request(KeyName name, byte[] calloutInfo);

    /** What {@code reader} makes of the payload; empty where there is no such key. */
    <T> Optional<T> read(KeyName name, PayloadReader<T> reader);

    /** The names of all live keys, as they are now. */
    List<KeyName> names();

    /** The live key in the keyrings that holds the entry, or that its next change will change. */
    Optional<Key> key(KeyName name);

    /** What an entry that is replaced keeps where a new policy leaves it open; empty where none would be replaced. */
    Optional<EntryPolicy> kept(KeyName name);

    void put(KeyName name, ByteBuffer payload, EntryPolicy policy);

    /** False where there was none. */
    boolean remove(KeyName name);

    /** Carries out what was kept back. */
    void flush();
}
