package org.linuxkeyring.entry;

import java.util.Optional;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;

/**
 * Where an entry was found.
 *
 * @param key the key in the keyrings; empty for an entry that is not there yet
 */
public record EntrySource(KeyName name, Optional<KernelKey> key) {}
