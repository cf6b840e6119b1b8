/**
 * The stores of entries, which change the keyring at once, when the keystore is stored, or never; and the keys that the
 * kernel holds for entries.
 */
package org.linuxkeyring.keystore.store;
