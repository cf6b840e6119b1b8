/** Key and trust managers that serve what the keyring holds when a handshake begins. */
package org.linuxkeyring.tls;
