/** The KeyStoreSpi: aliases, settings, and how changes reach the keyring. */
package org.linuxkeyring.keystore;
