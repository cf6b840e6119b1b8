package org.linuxkeyring.entry;

import java.util.Optional;
import org.linuxkeyring.keyring.key.KernelKey;
import org.linuxkeyring.keyring.key.KeyName;

/**
 * The place where an entry was found.
 *
 * @param key the key in the keyrings; empty if the entry is not in a keyring yet
 */
public record EntrySource(KeyName name, Optional<KernelKey> key) {}
