/**
 * The {@code KeyStoreSpi}, with the mapping of aliases to keys, the settings, and the ways in which changes reach the
 * keyring.
 */
package org.linuxkeyring.keystore;
