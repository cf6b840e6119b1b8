package org.linuxkeyring.entry;

import java.util.Optional;
import org.linuxkeyring.keyring.Key;
import org.linuxkeyring.keyring.KeyName;

/**
 * Where an entry was found.
 *
 * @param key the key in the keyrings; empty for an entry that is not there yet
 */
public record EntrySource(KeyName name, Optional<Key> key) {}
