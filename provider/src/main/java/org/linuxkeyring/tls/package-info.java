/** The key and trust managers, which use what the keyring holds when a handshake begins. */
package org.linuxkeyring.tls;
